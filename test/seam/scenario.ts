/**
 * The seam between observing and judging: the real experiments over a model kernel, and a frame of plain data
 * around what they saw. The model was read out of the recorded facts, not out of the experiments or the rules.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll } from 'vitest';
import { judge } from '../../src/document/index.js';
import type {
  BorrowDecision,
  Experiment,
  Observations,
  Pool,
  RanAs,
} from '../../src/observe/observations.js';
import type { Capability, Report } from '../../src/report/contract.js';
import { SILENT } from '../fixtures/witnesses.js';

const NATIVE = fileURLToPath(new URL('../native', import.meta.url));
const PROGRAM = join(NATIVE, 'build', 'scenario');

export const M2 = 2 ** 21;
export const G1 = 2 ** 30;

const POOLS: Record<number, number> = { [M2]: 4, [G1]: 0 };

export type Patch = 'none' | 'rfc-v1' | 'rfc-v2' | 'rfc-v2-off' | 'madv-split';
export type Caller = 'root' | 'nobody' | 'sysctl' | 'container';

export interface Scenario {
  kernel?: string;
  patch?: Patch;
  /** Free pages by size in bytes; every size that the host has stands here. */
  pools?: Record<number, number>;
  /** Sizes of which a page is borrowed. */
  borrow?: number[];
  as?: Caller;
  /** Answers in the kernel's place: `hgm_hole:rfc-v2@hugetlb-2M/register=EPERM`, `=0` for a success. */
  fail?: string[];
  /** Of each timed series. */
  samples?: number;
  /** Nanoseconds that one CONTINUE after the other takes, over and over; a reading of the clock takes 10. */
  latency?: number[];
}

/** Builds the program before the tests of a file; one build at a time, whoever else wants it. */
export function buildScenario(): void {
  beforeAll(() => {
    mkdirSync(join(NATIVE, 'build'), { recursive: true });
    const make = ['make', '-s', '-j2', '-C', NATIVE, 'build/scenario'];
    execFileSync('flock', [join(NATIVE, 'build', '.scenario.lock'), ...make], { stdio: 'pipe' });
  }, 600_000);
}

const word = (bytes: number): string => (bytes >= G1 ? `${bytes / G1}G` : `${bytes / 2 ** 20}M`);

function words(of: Scenario): string[] {
  const { kernel = '6.18', patch = 'none', pools = POOLS, borrow = [], as = 'root' } = of;
  const sizes = Object.entries(pools).map(([bytes, free]) => `${word(Number(bytes))}=${free}`);
  const args = ['--kernel', kernel, '--dialect', patch, '--pool', sizes.join(','), '--as', as];
  if (borrow.length > 0) args.push('--borrow', borrow.map(word).join(','));
  if (of.samples !== undefined) args.push('--samples', String(of.samples));
  if (of.latency !== undefined) args.push('--latency', of.latency.join(','));
  return args;
}

const ask = (args: string[]) =>
  JSON.parse(execFileSync(PROGRAM, args, { encoding: 'utf8', maxBuffer: 2 ** 28 }));

/** What kernels answer in whose place nobody does, by what was asked. */
const undisturbed = new Map<string, Experiment[]>();

function calm(args: string[]): Experiment[] {
  const found = undisturbed.get(args.join(' ')) ?? ask(args);
  undisturbed.set(args.join(' '), found);
  return found;
}

const experimentOf = (fail: string): string => /^[^:@/]*/.exec(fail)?.[0] ?? '';

/** Every experiment has a kernel of its own: those that nothing fails in see what they see undisturbed. */
function among(all: Experiment[], some: Experiment[]): Experiment[] {
  const left = [...some];
  const names = new Set(some.map(({ id }) => id));
  return all.map((each) => (names.has(each.id) ? (left.shift() as Experiment) : each));
}

export function experiments(of: Scenario): Experiment[] {
  const args = words(of);
  const fails = (of.fail ?? []).flatMap((each) => ['--fail', each]);
  const names = new Set((of.fail ?? []).map(experimentOf));
  return [...names].reduce((all, name) => among(all, ask([...args, ...fails, '--only', name])), calm(args));
}

/** With one answer after the other in the kernel's place: the program is started once for each experiment. */
function lies(of: Scenario, fails: readonly string[]): Map<string, Experiment[]> {
  const args = words(of);
  const found = new Map<string, Experiment[]>();
  for (const name of new Set(fails.map(experimentOf))) {
    const each = fails.filter((fail) => experimentOf(fail) === name);
    const answers: Experiment[][] = ask([
      ...args,
      '--only',
      name,
      ...each.flatMap((fail) => ['--each', fail]),
    ]);
    for (const [at, fail] of each.entries()) found.set(fail, among(calm(args), answers[at] ?? []));
  }
  return found;
}

export function observed(of: Scenario, seen = experiments(of)): Observations {
  const { kernel = '6.18', pools = POOLS, borrow = [], as = 'root' } = of;
  const list = Object.entries(pools).map(([bytes, free]) => pool(Number(bytes), free));
  const decide = (one: Pool): BorrowDecision =>
    one.free === 0 ? 'none_free' : borrow.includes(one.pageBytes) ? 'taken' : 'declined';
  return {
    format: 1,
    toolVersion: '0.0.0',
    collectedAt: '2026-01-02T03:04:05.000Z',
    host: {
      id: null,
      name: 'model',
      arch: 'x86_64',
      basePageBytes: 4096,
      bootId: null,
      kernelRelease: `${kernel}.0`,
      kernelBuild: '#1',
      cpuModel: 'CPU 1',
    },
    ranAs: caller(as),
    takenOn: null,
    layers: null,
    caller: null,
    users: null,
    settings: {
      unprivilegedUserfaultfd: as === 'sysctl' ? 1 : 0,
      thp: 'always',
      shmemThp: 'advise',
      thpDefrag: null,
      thpSizes: null,
      bootParameters: null,
      hugetlbOptimizeVmemmap: null,
      clocksource: 'tsc',
      // 6.1 on; a container has the kernel's device all the same.
      deviceInProcMisc: Number(kernel.split('.')[0]) >= 6,
      deviceShown: null,
      kvm: null,
    },
    poolsBefore: list,
    poolsAfter: list,
    borrows: list.map((one) => ({ pageBytes: one.pageBytes, decision: decide(one) })),
    hugeLimits: null,
    latency: true,
    bench: null,
    witnesses: SILENT,
    experiments: seen,
  };
}

export const report = (of: Scenario): Report => judge(observed(of));

/** One report for each answer that is put in the kernel's place, by that answer. */
export const reports = (of: Scenario, fails: readonly string[]): Map<string, Report> =>
  new Map([...lies(of, fails)].map(([fail, seen]) => [fail, judge(observed(of, seen))]));

/** One row of the matrix; undefined where the report has none of that name. */
export function row(of: Report, id: string, memory: string | null = null): Capability | undefined {
  return of.capabilities.find((one) => one.id === id && one.memory === memory);
}

function pool(pageBytes: number, free: number): Pool {
  return {
    pageBytes,
    total: free,
    free,
    reserved: 0,
    surplus: 0,
    overcommit: 0,
    nodes: [],
    demote: pageBytes === G1,
    demoteBytes: null,
  };
}

function caller(as: Caller): RanAs {
  const root = as === 'root';
  return {
    user: null,
    euid: root ? 0 : 65534,
    egid: root ? 0 : 65534,
    groups: [],
    capabilities: root ? '0x1ffffffffff' : '0x0',
    initialUserNamespace: as !== 'container',
    noNewPrivs: as === 'container',
    seccompMode: as === 'container' ? 2 : 0,
    lsmLabel: null,
  };
}
