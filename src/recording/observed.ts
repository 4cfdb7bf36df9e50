/**
 * A recording of hgm-observe, the program without Node: lines of JSON, of what it is, the files that it found, its
 * plan, what each experiment saw, and why it ended. The readers and rules are those of a run on this host.
 */
import * as v from 'valibot';
import { hugetlbOf } from '../ground/memory.js';
import { InputError } from '../input/error.js';
import { damage } from '../input/json.js';
import { experiment } from '../observe/experiment.js';
import { readLayers } from '../observe/files/caller/layers.js';
import { readRanAs } from '../observe/files/caller/ran-as.js';
import { readSettings } from '../observe/files/caller/settings.js';
import { escapeText } from '../observe/files/escape.js';
import { readHost } from '../observe/files/host.js';
import { readWitnesses } from '../observe/files/kernel/witnesses.js';
import { readHugeLimits } from '../observe/files/memory/huge-limits.js';
import { readPools } from '../observe/files/memory/pools.js';
import type { Borrow, HugeLimits, Observations, Pool } from '../observe/observations.js';
import { ranAsSeen } from '../observe/place/caller.js';
import { decideBorrows } from '../observe/plan/borrow.js';
import { DIALECTS } from '../observe/plan/planned.js';
import { DamagedOutput, type Fields, type ProgramOutput, readLine } from '../observe/program/results.js';
import { BEGINNING } from './beginning.js';
import { ObservedFiles } from './observed-files.js';

export const isObserved = (text: string): boolean => text.startsWith(BEGINNING);

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** Bytes, a character each: of a name that may be UTF-8. */
const name = v.pipe(
  v.string(),
  v.transform((text) => Buffer.from(text, 'latin1').toString()),
);

const Head = v.object({
  observe: v.literal(1),
  version: v.string(),
  timeMs: v.pipe(count, v.maxValue(8.64e15)),
  name,
  arch: name,
  release: name,
  build: name,
  basePageBytes: v.pipe(count, v.minValue(1)),
  user: v.nullable(name),
  euid: count,
  egid: count,
  borrow: v.picklist(['none', 'auto']),
  sizes: v.optional(v.array(count), []),
  latency: v.boolean(),
});

const Plan = v.object({
  plan: count,
  experiment: v.pipe(v.string(), v.regex(/^[\w.]{1,31}$/)),
  memory: v.pipe(count, v.maxValue(3)),
  pageBytes: count,
  dialect: v.pipe(count, v.maxValue(DIALECTS.length)),
  borrow: v.boolean(),
});

type Head = v.InferOutput<typeof Head>;
type Plan = v.InferOutput<typeof Plan>;

interface Lines {
  head: Head;
  before: ObservedFiles;
  after: ObservedFiles;
  plans: Plan[];
  output: ProgramOutput;
}

/** @throws InputError naming the line of the damage */
export function parseObserved(text: string): Observations {
  const { head, before, after, plans, output } = lines(text);
  const caller = { user: head.user && escapeText(head.user), euid: head.euid, egid: head.egid };
  const own = readRanAs(before, caller);
  const pools = readPools(before);
  const hugeLimits = readHugeLimits(
    before,
    'self',
    pools.map(({ pageBytes }) => pageBytes),
  );
  const experiments = plans.map((plan, index) => experiment(placed(plan), output.results[index]));
  return {
    format: 1,
    toolVersion: head.version,
    collectedAt: new Date(head.timeMs).toISOString(),
    host: readHost(head.basePageBytes, before, head),
    ranAs: ranAsSeen(own, experiments),
    takenOn: null,
    layers: readLayers(before, own.lsmLabel, undefined, head.euid),
    caller: null,
    users: null,
    settings: readSettings(before),
    poolsBefore: pools,
    poolsAfter: readPools(after),
    borrows: borrows(head, pools, plans, hugeLimits),
    hugeLimits,
    latency: head.latency,
    bench: null,
    witnesses: readWitnesses(before, head.release),
    experiments,
  };
}

function lines(text: string): Lines {
  const [first = '', ...rest] = text.split('\n');
  const before = new ObservedFiles();
  const output: ProgramOutput = { results: [], differs: [], stopped: null };
  const all: Lines = {
    head: atLine(1, () => v.parse(Head, parsed(first))),
    before,
    after: new ObservedFiles(before),
    plans: [],
    output,
  };
  // What stands behind the last end of a line is nothing, or a line that was cut.
  const cut = rest.pop();
  rest.forEach((line, index) => {
    atLine(index + 2, () => {
      take(parsed(line), all);
    });
  });
  if (output.stopped === null || cut !== '')
    throw new InputError(`it ends early, at line ${rest.length + 2}`);
  return all;
}

/** A line of a kind that there is not is passed over: a later version may have more to say. */
function take(line: Fields, { before, after, plans, output }: Lines): void {
  if (output.stopped !== null) throw new DamagedOutput('a line after the last');
  if ('plan' in line) {
    const plan = v.parse(Plan, line);
    if (plan.plan !== plans.length) throw new DamagedOutput('a plan out of its order');
    plans.push(plan);
    output.results.push(undefined);
  } else if ('slot' in line || 'stopped' in line) readLine(line, output);
  else (plans.length === 0 ? before : after).take(line);
}

function parsed(line: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new DamagedOutput('no JSON');
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw new DamagedOutput('no object where one has to be');
}

function atLine<T>(line: number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const what =
      error instanceof v.ValiError
        ? damage(error.issues[0])
        : error instanceof DamagedOutput
          ? error.message
          : null;
    if (what === null) throw error;
    throw new InputError(`line ${line}: ${what}`, { cause: error });
  }
}

function placed({ experiment: id, memory, pageBytes, dialect }: Plan): Parameters<typeof experiment>[0] {
  const onPages = memory === 3;
  return {
    id,
    memory: [null, 'anonymous', 'shmem', hugetlbOf(pageBytes)][memory] ?? null,
    pageBytes: onPages ? pageBytes : null,
    dialect: DIALECTS[dialect - 1] ?? null,
  };
}

/** What the program did counts; why it left the others, the rule says. */
function borrows(head: Head, pools: readonly Pool[], plans: readonly Plan[], limits: HugeLimits): Borrow[] {
  const taken = new Set(plans.filter(({ borrow }) => borrow).map(({ pageBytes }) => pageBytes));
  return decideBorrows({ mode: head.borrow, sizes: head.sizes }, pools, limits).map((each) => {
    if (taken.has(each.pageBytes)) return { ...each, decision: 'taken' };
    // Free a moment later.
    return each.decision === 'taken' ? { ...each, decision: 'too_few_free' } : each;
  });
}
