/**
 * What the program of the experiments wrote, read like a stranger's file: it may have run in a place where strangers
 * are, and this process may be root.
 */

import type { Series } from '../observations.js';
import type { NativeCall, NativeResult } from './addon.js';

/** Why the program ran no more experiments. */
export type Stopped = 'nothing' | 'pipe' | 'fork' | 'identity' | 'damaged' | 'memory';

export interface ProgramOutput {
  /** One for each plan, in order; undefined where the program did not get to it. */
  results: (NativeResult | undefined)[];
  /** What the caller's rights lost or won by the start of the program, by name. */
  differs: string[];
  /** Null where it never said so: it was lost. */
  stopped: { by: Stopped; step: string; errno: number } | null;
}

/** Anything that the program cannot have written. */
export class DamagedOutput extends Error {
  override name = 'DamagedOutput';
}

const STOPPED: readonly string[] = ['nothing', 'pipe', 'fork', 'identity', 'damaged', 'memory'];
const ENDS: readonly string[] = ['not_run', 'done', 'deadline', 'signal'];
const ROLES: readonly string[] = ['setup', 'test', 'control', 'look'];
const ENDED: readonly string[] = ['full', 'duration', 'stopped', 'refused', 'overflow'];
/** native/kernel/journal.h: Journal::kEntries, kSeries, Entry::kFields, and the longest name. */
const MOST = { calls: 320, series: 16, fields: 6, text: 64 } as const;
const PLAIN = /^[ !#-[\]-~]*$/;

/** @throws DamagedOutput where a line is no line of the program; a last one that was cut off is passed over */
export function readResults(text: string, plans: number): ProgramOutput {
  const output: ProgramOutput = { results: new Array(plans).fill(undefined), differs: [], stopped: null };
  const lines = text.split('\n');
  lines.pop();
  for (const line of lines) readLine(parsed(line), output);
  return output;
}

export type Fields = Record<string, unknown>;

/** One line, parsed. @throws DamagedOutput */
export function readLine(line: Fields, output: ProgramOutput): void {
  if ('slot' in line) {
    const slot = count(line.slot, output.results.length - 1);
    if (output.results[slot] !== undefined) damaged('an experiment twice');
    output.results[slot] = result(line);
  } else if ('stopped' in line) {
    const by = word(line.stopped, STOPPED) as Stopped;
    output.stopped = { by, step: plain(line.step), errno: count(line.errno, 4095) };
  } else {
    output.differs = list(line.differs, MOST.series).map(plain);
  }
}

function result(line: Fields): NativeResult {
  return {
    end: word(line.end, ENDS) as NativeResult['end'],
    signal: count(line.signal, 64),
    calls: list(line.calls, MOST.calls).map(call),
    series: list(line.series, MOST.series).map(series),
  };
}

function call(value: unknown): NativeCall {
  const { step, role, call: name, args, ret, errno, out } = fields(value);
  return {
    step: plain(step),
    role: word(role, ROLES) as NativeCall['role'],
    call: plain(name),
    args: answers(args),
    ret: ret === null ? null : integer(ret),
    errno: errno === null ? null : count(errno, 4095),
    out: answers(out),
  };
}

function answers(value: unknown): Record<string, number | string> {
  const entries = Object.entries(fields(value));
  if (entries.length > MOST.fields) damaged('a call with too many fields');
  for (const [name, each] of entries) {
    plain(name);
    if (typeof each === 'number') integer(each);
    else plain(each);
  }
  return value as Record<string, number | string>;
}

function series(value: unknown): Series {
  const line = fields(value);
  const { ns, counts, id, ended, granuleBytes, units, threads, firstNs, batchedNs, batchedCalls, ...during } =
    line;
  plain(id);
  word(ended, ENDED);
  for (const each of [granuleBytes, units, threads, batchedCalls]) count(each);
  for (const each of [firstNs, ...Object.values(during)]) if (each !== null) count(each);
  if (batchedNs !== null && !(Number(batchedNs) >= 0)) damaged('a figure that is none');
  const values = list(ns);
  const often = list(counts);
  if (values.length !== often.length) damaged('a distribution that is none');
  for (const each of values) count(each);
  for (const each of often) count(each);
  return value as Series;
}

function parsed(line: string): Fields {
  try {
    return fields(JSON.parse(line));
  } catch (cause) {
    throw cause instanceof DamagedOutput ? cause : new DamagedOutput('a line that is no JSON', { cause });
  }
}

function damaged(what: string): never {
  throw new DamagedOutput(what);
}

const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : damaged('no object where one has to be');

function list(value: unknown, most = Number.MAX_SAFE_INTEGER): unknown[] {
  return Array.isArray(value) && value.length <= most ? value : damaged('no list, or one that is too long');
}

const plain = (value: unknown): string =>
  typeof value === 'string' && value.length <= MOST.text && PLAIN.test(value)
    ? value
    : damaged('a name that is none');

const word = (value: unknown, words: readonly string[]): string =>
  words.includes(value as string) ? (value as string) : damaged('a word that is none');

/** As a kernel answers: 64 bits, of which a number of JavaScript keeps the upper ones. */
const integer = (value: unknown): number =>
  typeof value === 'number' && Number.isInteger(value) ? value : damaged('a number that is none');

function count(value: unknown, most = Number.MAX_SAFE_INTEGER): number {
  const whole = integer(value);
  return whole >= 0 && whole <= most ? whole : damaged('a count that is none');
}
