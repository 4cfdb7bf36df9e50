/** At which size the second stage maps the guest's memory, by the machine's own counters. */
import type { Call, Experiment } from '../../observe/observations.js';
import type { Context } from '../context.js';
import { line, linesOf } from '../evidence.js';
import { type Finding, finding, withEvidence } from '../finding.js';
import { step } from '../lookup.js';
import { failure, kindOf } from '../outcome.js';
import { missingStep } from '../setup.js';
import type { Column } from '../sizes.js';
import { unlessThpIsOff } from '../thp/switched-off.js';
import { counted, isFinding, shadowPaging, strange, touched, tried } from './trial.js';

const GUEST = 'kvm.stage2';
/** Counters know no other huge page that plain memory could be collapsed into. */
const THP_BYTES = 2 ** 21;

type Found = 'huge' | 'base' | 'mixed' | 'none' | null;

/** Of what size the pages are that a look counted; null where there are no counters. */
function sizeIn(look: Call | undefined, hugeBytes: number): Found {
  const pages = counted(look, hugeBytes);
  if (pages === null) return null;
  if (pages.huge + pages.smaller === 0) return 'none';
  if (pages.huge > 0) return pages.smaller === 0 ? 'huge' : 'mixed';
  return 'base';
}

const bytesOf = ({ pageBytes }: Column): number => pageBytes ?? THP_BYTES;

/** A touch with the counters after it, and the size that was to come. */
export function mapped(
  context: Context,
  of: Experiment,
  column: Column,
  name: string,
  wanted: 'huge' | 'base',
): Finding {
  const [touch, look] = [step(of, name), step(of, `${name}_pages`)];
  if (touch === undefined) return missingStep(context, of);
  if (touched(touch) !== 'there')
    return touched(touch) === null
      ? strange(of, touch)
      : finding('unknown', 'served_is_missing', [line(touch)]);
  const shadow = shadowPaging(context, of);
  if (shadow !== null) return shadow;
  return judged(look, column, wanted, [line(touch)]);
}

function judged(
  look: Call | undefined,
  column: Column,
  wanted: 'huge' | 'base',
  before: readonly string[],
): Finding {
  const found = sizeIn(look, bytesOf(column));
  const evidence = [...before, ...linesOf(look)];
  if (found === null) return finding('unknown', 'no_counters', evidence);
  if (found === 'none') return finding('unknown', 'none_counted', evidence);
  if (found === wanted) return finding('supported', 'works', evidence);
  if (found === 'mixed') return finding('unknown', 'mixed_sizes', evidence);
  return finding('absent', found === 'huge' ? 'stays_huge' : 'stays_on_base_pages', evidence);
}

export function judgeStage2(context: Context, open: Finding, column: Column): Finding {
  const of = tried(context, open, GUEST, column);
  if (isFinding(of)) return of;
  return column.pageBytes === null
    ? mapped(context, of, column, 'base', 'base')
    : mapped(context, of, column, 'huge', 'huge');
}

export function judgeKvmCollapse(context: Context, open: Finding, column: Column): Finding {
  const of = tried(context, open, GUEST, column);
  if (isFinding(of)) return of;
  const base = mapped(context, of, column, 'base', 'base');
  if (base.state !== 'supported') return base;
  const [advice, range] = [step(of, 'collapse'), step(of, 'range')];
  if (advice === undefined) return missingStep(context, of);
  if (kindOf(advice) === 'refused') {
    const evidence = linesOf(advice, range);
    return range?.ret === 0
      ? unlessThpIsOff(context, column, finding('absent', 'refused', evidence))
      : finding('unknown', 'control_failed', evidence);
  }
  if (kindOf(advice) !== 'ok') return failure(advice, of);
  return judged(step(of, 'collapse_pages'), column, 'huge', [...base.evidence, line(advice)]);
}

/** What was huge before: the page of the pool, or what became of base pages by a collapse. */
function hugeBefore(context: Context, open: Finding, column: Column): Finding {
  return column.pageBytes === null
    ? judgeKvmCollapse(context, open, column)
    : judgeStage2(context, open, column);
}

export function judgeDirtySplit(context: Context, open: Finding, column: Column): Finding {
  const of = tried(context, open, GUEST, column);
  if (isFinding(of)) return of;
  const before = hugeBefore(context, open, column);
  if (before.state !== 'supported') return unlessHuge(before);
  return logged(context, of, column, before.evidence.slice(-1), 'log_on', 'split_pages', 'base');
}

export function judgeDirtyJoin(context: Context, open: Finding, column: Column): Finding {
  const of = tried(context, open, GUEST, column);
  if (isFinding(of)) return of;
  const split = judgeDirtySplit(context, open, column);
  if (split.state !== 'supported') return split;
  return logged(context, of, column, linesOf(step(of, 'split_pages')), 'log_off', 'join_pages', 'huge');
}

/** The slot with other flags, the counters at once (eager splitting shows there) and after a touch. */
function logged(
  context: Context,
  of: Experiment,
  column: Column,
  before: readonly string[],
  name: string,
  after: string,
  wanted: 'huge' | 'base',
): Finding {
  const [flags, eager, touch] = [step(of, name), step(of, `${name}_pages`), step(of, `${name}_touch`)];
  if (flags === undefined || touch === undefined) return missingStep(context, of);
  if (kindOf(flags) !== 'ok') return failure(flags, of);
  if (touched(touch) !== 'there') return strange(of, touch);
  const evidence = linesOf(flags, eager);
  return withEvidence(judged(step(of, after), column, wanted, evidence), ...before);
}

/** That memory never became huge says nothing of a log. */
const unlessHuge = (before: Finding): Finding =>
  before.state === 'absent' ? { ...before, state: 'unknown', reason: 'never_huge' } : before;
