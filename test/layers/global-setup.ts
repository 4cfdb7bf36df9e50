/**
 * A run of these tests that was killed puts nothing back: its settings of the machine and its folders. So each has one
 * folder for all of that, with its process id in the name, and the next run puts right what the dead have left.
 */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeTool } from '../../scripts/lib/package/tool.js';
import { THP, wordIn } from './words.js';

const POOL = '/sys/kernel/mm/hugepages/hugepages-2048kB';
/** All that these tests write to. */
const SETTINGS = [
  '/proc/sys/vm/unprivileged_userfaultfd',
  `${POOL}/nr_hugepages`,
  `${POOL}/nr_overcommit_hugepages`,
  `${THP}/shmem_enabled`,
  `${THP}/hugepages-8kB/shmem_enabled`,
];
const RECORD = 'settings.json';

export default async function setUp(): Promise<(() => void) | undefined> {
  if (process.geteuid?.() !== 0) return undefined;
  await makeTool();
  const temporary = tmpdir();
  for (const name of readdirSync(temporary)) {
    const pid = /^hgm-layers-(\d+)$/.exec(name)?.[1];
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) putRight(join(temporary, name));
  }
  const own = join(temporary, `hgm-layers-${process.pid}`);
  mkdirSync(own);
  // As /tmp: users without rights make folders there, too.
  chmodSync(own, 0o1777);
  const settings = SETTINGS.filter((path) => existsSync(path)).map((path) => [
    path,
    wordIn(readFileSync(path, 'utf8')),
  ]);
  writeFileSync(join(own, RECORD), JSON.stringify(settings));
  // Of the tests and of all that they start.
  process.env.TMPDIR = own;
  return () => {
    process.env.TMPDIR = temporary;
    rmSync(own, { recursive: true, force: true });
  };
}

function putRight(folder: string): void {
  // Anybody can make a folder of that name.
  const found = lstatSync(folder);
  if (found.uid !== 0 || !found.isDirectory()) return;
  const record = join(folder, RECORD);
  const settings = existsSync(record) ? (JSON.parse(readFileSync(record, 'utf8')) as [string, string][]) : [];
  for (const [path, text] of settings)
    if (SETTINGS.includes(path) && wordIn(readFileSync(path, 'utf8')) !== text) writeFileSync(path, text);
  for (const name of readdirSync(folder)) spawnSync('umount', ['--quiet', join(folder, name)]);
  rmSync(folder, { recursive: true, force: true });
}
