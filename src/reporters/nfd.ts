import { KERNEL_FAULTS, WAYS_IN } from '../capabilities/group.js';
import type { Report } from '../report/contract.js';
import { groupStates } from '../report/groups.js';
import { readiness } from '../report/ranks.js';
import type { Reporter } from './reporter.js';

/** The namespace that nfd-master lets through without being told to, and does not add by itself any more. */
const PREFIX = 'feature.node.kubernetes.io/hgm-probe.';
const MOST_BYTES = 4096;
/** Names of labels (Kubernetes, "Syntax and character set"): 63 characters, what the prefix takes less. */
const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,40}[A-Za-z0-9])?$/;

/**
 * A file for features.d of node-feature-discovery: `NAME=VALUE` a line, `# +expiry-time=` before them (local
 * source, docs/usage/customization-guide.md). Only what a scheduler selects on: no figure that changes by the hour.
 */
export const nfd: Reporter = (report) => {
  const head = `# +expiry-time=${report.expiresAt}\n`;
  let text = head;
  for (const [name, value] of labels(report)) {
    const line = `${PREFIX}${name}=${value}\n`;
    if (text.length + line.length <= MOST_BYTES) text += line;
  }
  return text;
};

function labels(report: Report): [string, string][] {
  const states = groupStates(report);
  const { granuleBytes } = report.hgm;
  // A profile of the user's may have any name; one that is no label's is left out rather than renamed.
  const ready = readiness(report).filter(
    ([name, state]) => NAME.test(name) && (state === 'ready' || state === 'restricted'),
  );
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
