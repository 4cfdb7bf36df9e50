import type { Call, Experiment } from '../../observe/observations.js';
import { ACTIONS } from '../actions.js';
import type { Context } from '../context.js';
import { line } from '../evidence.js';
import { type Finding, finding } from '../finding.js';
import { experiment, step, succeeded } from '../lookup.js';
import { ending } from '../outcome.js';
import { missingStep } from '../setup.js';
import type { Column } from '../sizes.js';

/** What became of the page beside one that was filled; null where that was not seen. */
type Neighbour = 'missing' | 'there' | null;

interface Tried {
  neighbour: Neighbour;
  calls: Call[];
}

const FILLS = ['copy', 'continue'];

/** Whether a base page that a handler fills stays alone, by each way to fill it. */
export function judgeIsolation(context: Context, { kind, memory }: Column): Finding {
  const of = experiment(context.observations, 'isolation', memory);
  if (of === undefined) return finding('unknown', 'not_run');
  const ways = [...FILLS, ...(kind === 'shmem' ? ['alias'] : [])];
  const names = [...ways, ...ways.map((way) => `${way}_advised`)];
  const tried = new Map(names.map((name) => [name, look(of, name)]));
  const evidence = [...tried.values()].flatMap(({ calls }) => calls.map((call) => line(call)));
  const there = (name: string): boolean => tried.get(name)?.neighbour === 'there';
  if (FILLS.some((way) => there(way) || there(`${way}_advised`)))
    return finding('absent', 'exposed_by_fill', evidence);
  if (there('alias')) return { ...finding('absent', 'exposed', evidence), action: ACTIONS.isolation };
  if (there('alias_advised'))
    return { ...finding('limited', 'exposed_if_advised', evidence), action: ACTIONS.isolation };
  // CONTINUE is younger than the rest: where it fills nothing, nobody is exposed by it.
  const needed = ways.filter((way) => way !== 'continue');
  const asked = [...needed, ...(adviceIsUnknown(of) ? [] : needed.map((way) => `${way}_advised`))];
  if (asked.every((name) => tried.get(name)?.neighbour === 'missing'))
    return finding('supported', 'works', evidence);
  return evidence.length === 0 ? missingStep(context, of) : finding('unknown', ending(of), evidence);
}

/** A page that is missing raises SIGBUS, as was asked for; that the page itself was filled is the control. */
function look(of: Experiment, name: string): Tried {
  const [filled, touched] = [step(of, `${name}_filled`), step(of, `${name}_neighbour`)];
  if (filled === undefined || touched === undefined) return { neighbour: null, calls: [] };
  const calls = [touched, filled];
  if (!succeeded(filled) || filled.out.signal !== undefined) return { neighbour: null, calls };
  if (touched.out.signal === 'SIGBUS') return { neighbour: 'missing', calls };
  return { neighbour: touched.out.byte === undefined ? null : 'there', calls };
}

/** A kernel without transparent huge pages does not know MADV_HUGEPAGE (mm/madvise.c, madvise_behavior_valid). */
const adviceIsUnknown = ({ calls }: Experiment): boolean =>
  calls.some(({ step: name, errno }) => name === 'advise' && errno === 'EINVAL');
