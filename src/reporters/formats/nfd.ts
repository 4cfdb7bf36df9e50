import { KERNEL_FAULTS, WAYS_IN } from '../../capabilities/group.js';
import type { Report } from '../../report/contract.js';
import { groupStates } from '../../report/groups.js';
import { readiness } from '../../report/ranks.js';
import type { Reporter } from '../reporter.js';

/** The namespace that nfd-master lets through without being told to, and does not add by itself any more. */
const PREFIX = 'feature.node.kubernetes.io/hgm-probe.';
const MOST_BYTES = 4096;
/** Names and values of labels (Kubernetes, "Syntax and character set"): 63 characters, the name behind the slash. */
const LABEL = /^[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/;

/**
 * A file for features.d of node-feature-discovery: `NAME=VALUE` a line, `# +expiry-time=` before them (local
 * source, docs/usage/customization-guide.md). Only what a scheduler selects on: no figure that changes by the hour.
 * What is no label, or more than the file may hold, is left out rather than renamed, and a comment says so.
 */
export const nfd: Reporter = (report) => {
  const head = `# +expiry-time=${report.expiresAt}\n`;
  const room = MOST_BYTES - head.length - LEFT_OUT_BYTES;
  const left: string[] = [];
  let text = '';
  for (const [name, value] of labels(report)) {
    const line = `${PREFIX}${name}=${value}\n`;
    const isLabel = LABEL.test(`hgm-probe.${name}`) && LABEL.test(value);
    if (isLabel && text.length + line.length <= room) text += line;
    else left.push(isLabel ? 'file is full' : 'no label');
  }
  return `${head}${leftOut(left)}${text}`;
};

/** Of the comment, whatever it counts. */
const LEFT_OUT_BYTES = 100;

function leftOut(why: readonly string[]): string {
  if (why.length === 0) return '';
  const counts = [...new Set(why)].map((one) => `${why.filter((each) => each === one).length} (${one})`);
  return `# left out: ${counts.join(', ')}\n`;
}

function labels(report: Report): [string, string][] {
  const states = groupStates(report);
  const { granuleBytes } = report.hgm;
  const ready = readiness(report).filter(([, state]) => state === 'ready' || state === 'restricted');
  return [
    ['hgm', report.hgm.state],
    ...(granuleBytes === null ? [] : [['hgm.granule-bytes', String(granuleBytes)] as [string, string]]),
    ['userfaultfd', states.get(WAYS_IN) ?? 'unknown'],
    ['kernel-faults', states.get(KERNEL_FAULTS) ?? 'unknown'],
    ...report.ways
      .filter(({ state }) => state === 'supported' || state === 'limited')
      .map(({ id, state }): [string, string] => [`way.${id}`, state]),
    ...ready.map(([name, state]): [string, string] => [`profile.${name}`, state]),
  ];
}
