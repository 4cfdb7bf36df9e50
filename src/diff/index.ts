import type { Report } from '../report/contract.js';
import {
  DIFF_SCHEMA_ID,
  DIFF_SCHEMA_VERSION,
  type Difference,
  type LatencyChange,
  type Note,
  type Side,
} from './contract.js';
import { answerChanges, factChanges } from './facts.js';
import { latencyChanges } from './latency.js';
import { profileChanges } from './profiles.js';
import { rowChanges } from './rows.js';

/** A document as it was read: a report, or a recording that was judged. */
export interface Read {
  kind: Side['kind'];
  report: Report;
}

/** What changed from `before` to `after`, told apart by cause. Pure: the same two give the same difference. */
export function compare(before: Read, after: Read, toolVersion: string): Difference {
  const [old, now] = [before.report, after.report];
  const facts = [...factChanges(old, now), ...answerChanges(old, now)];
  const rows = rowChanges(old, now, facts);
  const profiles = profileChanges(old, now);
  const latencies = latencyChanges(old, now);
  const lasting = facts.some(({ cause }) => cause !== 'resources' && cause !== 'tool');
  const moved = latencies.some(({ verdict }) => verdict === 'slower' || verdict === 'faster');
  return {
    $schema: DIFF_SCHEMA_ID,
    schemaVersion: DIFF_SCHEMA_VERSION,
    tool: { name: 'hgm-probe', version: toolVersion },
    differs: lasting || rows.length > 0 || profiles.length > 0 || moved || old.hgm.state !== now.hgm.state,
    old: side(before),
    new: side(after),
    notes: notes(old, now, latencies),
    hgm: { old: old.hgm.state, new: now.hgm.state },
    facts,
    rows,
    profiles,
    latencies,
  };
}

function side({ kind, report }: Read): Side {
  const { host, collectedAt, tool, schemaVersion } = report;
  return {
    kind,
    hostId: host.id,
    hostName: host.name,
    arch: host.arch,
    kernelRelease: host.kernelRelease,
    collectedAt,
    toolVersion: tool.version,
    schemaVersion,
  };
}

function notes(old: Report, now: Report, latencies: readonly LatencyChange[]): Note[] {
  const unknown = old.host.id === null || now.host.id === null;
  const other = old.host.id !== now.host.id;
  const cpus = latencies.some((one) => isOther(one.old?.cpu, one.new?.cpu));
  const found: [Note, boolean][] = [
    ['host_unknown', unknown],
    ['other_host', !unknown && other],
    ['rebooted', !unknown && !other && old.host.bootId !== now.host.bootId],
    ['new_is_older', Date.parse(now.collectedAt) < Date.parse(old.collectedAt)],
    ['old_untimed', !isTimed(old)],
    ['new_untimed', !isTimed(now)],
    ['other_clock', isTimed(old) && isTimed(now) && old.clock.source !== now.clock.source],
    ['other_cpu', cpus],
  ];
  return found.flatMap(([note, holds]) => (holds ? [note] : []));
}

/** A run without latency looks at no clock. */
const isTimed = ({ clock }: Report): boolean => clock.source !== 'not_measured';

const isOther = (old: number | null | undefined, now: number | null | undefined): boolean =>
  typeof old === 'number' && typeof now === 'number' && old !== now;
