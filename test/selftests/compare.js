/** The kernel's tests held against our cells. */
import { parseLines } from './lines.js';
import { entryOf } from './table.js';

/** What a skipped test says where the kernel has not what it needs; another word speaks of the machine. */
const LACKS = /^feature missing/;

/** `{ tests, cells, contradictions }`: how many lines spoke, of how many cells, and where they disagree, in words. */
export function compare(text, capabilities) {
  const states = new Map(
    capabilities.map(({ id, memory, state }) => [memory === null ? id : `${id} ${memory}`, state]),
  );
  const spoken = parseLines(text).map((line) => ({ ...line, ...held(line, states) }));
  return {
    tests: spoken,
    cells: new Set(spoken.flatMap(({ cells }) => cells)).size,
    contradictions: spoken.flatMap(({ contradictions }) => contradictions),
  };
}

function held({ title, outcome, reason }, states) {
  const entry = entryOf(title);
  if (entry === null) return { cells: [], contradictions: [`${title}: the table does not know this test`] };
  const { needs, shows, absent, isOther = false } = entry;
  const says = `${title}: ${outcome}`;
  const cell = (name) => `${name} is ${states.get(name) ?? 'not in the report'}`;
  if (outcome === 'done') {
    const wrong = [
      ...shows.filter((name) => states.get(name) !== 'supported'),
      ...absent.filter((name) => states.get(name) !== 'absent'),
    ];
    return {
      cells: [...shows, ...absent],
      contradictions: wrong.map((name) => `${says}, but ${cell(name)}`),
    };
  }
  if (outcome === 'skipped') {
    if (!LACKS.test(reason)) return { cells: [], contradictions: [] };
    const all = needs.every((name) => states.get(name) === 'supported');
    return {
      cells: needs,
      contradictions: all ? [`${says} (${reason}), but all that it needs is supported`] : [],
    };
  }
  if (isOther) return { cells: [], contradictions: [] };
  const all = shows.every((name) => states.get(name) === 'supported');
  return { cells: shows, contradictions: all ? [`${says}, but all that it shows is supported`] : [] };
}
