import { escaped } from '../../ground/escape.js';
import type { Observations } from '../../observe/observations.js';
import { fact } from '../evidence.js';
import { type Finding, finding, notPermitted } from '../finding.js';

/** The two places where a switch for HGM was talked about. Its absence says nothing of HGM. */
export function judgeHgmFile({ witnesses, poolsBefore }: Observations): Finding {
  const files = witnesses.hgmFiles;
  const evidence = files.map((file) => fact(file.path, file.text === null ? file.errno : escaped(file.text)));
  if (files.some((file) => file.text !== null)) return finding('advertised', 'present', evidence);
  const closed = files.find((file) => file.errno === 'EACCES' || file.errno === 'EPERM');
  if (closed) return notPermitted('unknown', String(closed.errno).toLowerCase(), evidence);
  const odd = files.find((file) => file.errno !== 'ENOENT');
  if (odd) return finding('unknown', `unexpected_${String(odd.errno).toLowerCase()}`, evidence);
  if (files.length === 0) return finding('unknown', 'not_run');
  // A pool's directory was listed in the same /sys, so it is there and readable.
  const listed = poolsBefore.filter((pool) => pool.demote !== null).length;
  const control = `control pools ${listed}`;
  return listed > 0
    ? finding('absent', 'no_file', [...evidence, control])
    : finding('unknown', 'control_failed', [...evidence, control]);
}
