/**
 * The plan of a run as a table, for the program that runs without Node: each experiment once, with what must be so for
 * it to be planned. It is found by asking `planRun` without each of these in turn, so that the rule has one home.
 */

import { isHugetlb } from '../../ground/memory.js';
import { SERIES_NAMES } from '../files/kernel/series-names.js';
import { uncounted } from '../files/memory/pools.js';
import { requestText } from '../program/request.js';
import { LARGEST_UNASKED, STAY_FREE } from './borrow.js';
import { planRun } from './plan.js';
import { GIGANTIC, LARGEST_THP, type Planned, type Situation } from './planned.js';

const MIB = 2 ** 20;

const full = (pageBytes: number): Situation => ({
  pools: [uncounted(pageBytes)],
  borrows: [{ pageBytes, decision: 'taken' }],
  quiet: false,
  quietFaults: false,
  thpBytes: 2 * MIB,
  latency: true,
  kvm: true,
});

/** Each a situation that lacks one thing. Names are those of native/program/plans.h. */
const WITHOUT: Readonly<Record<string, Partial<Situation>>> = {
  kPerSize: { pools: [], borrows: [] },
  kTaken: { borrows: [] },
  kLoudFaults: { quietFaults: true },
  kThp: { thpBytes: 0 },
  kSmallThp: { thpBytes: 2 * LARGEST_THP },
  kTimed: { latency: false },
  kKvm: { kvm: false },
};

const keyOf = ({ id, memory, dialect }: Planned): string => `${id} ${memory} ${dialect}`;

/** C++ for native/program/plan_table.inc. */
export function planTable(version: string): string {
  const all = planRun(full(2 * MIB));
  const gigantic = planRun(full(1024 * MIB));
  const kept = Object.entries(WITHOUT).map(([name, less]): [string, Set<string>] => [
    name,
    new Set(planRun({ ...full(2 * MIB), ...less }).map(keyOf)),
  ]);
  const rows = all.map((plan, index) => {
    const needs = kept.filter(([, keys]) => !keys.has(keyOf(plan))).map(([name]) => name);
    const deadlineMs = gigantic[index]?.native.deadlineMs;
    return `    {${needs.join(' | ') || '0'}, ${deadlineMs},\n     "${textOf(plan)}\\n"},`;
  });
  return [
    '// Made by `npm run plans` from src/observe/plan/plan.ts and its neighbours; not to be edited.',
    `constexpr const char* kVersion = "${version}";`,
    `constexpr uint64_t kGigantic = ${GIGANTIC};`,
    `constexpr uint64_t kLargestThp = ${LARGEST_THP};`,
    `constexpr uint64_t kLargestUnasked = ${LARGEST_UNASKED};`,
    `constexpr int64_t kStayFree = ${STAY_FREE};`,
    'constexpr Row kRows[] = {',
    ...rows,
    '};',
    '',
  ].join('\n');
}

/** Without what the program sets by the host that it runs on. */
function textOf({ memory, native }: Planned): string {
  const onPages = isHugetlb(memory);
  const open = { thpBytes: 0, borrow: false, fillable: false, quiet: false, granules: [] };
  return requestText([{ ...native, ...open, ...(onPages && { pageBytes: 0 }) }], null).trimEnd();
}

/** C++ for native/program/series_names.inc. */
export const seriesNames = (): string =>
  [
    '// Made by `npm run plans` from src/observe/files/kernel/series-names.ts; not to be edited.',
    'constexpr const char* kSeriesNames[] = {',
    ...[...SERIES_NAMES].map((name) => `    "${name}",`),
    '};',
    '',
  ].join('\n');
