/** What the plain program answers, held against our rows. */

/** Of those that are about memory the program has anonymous. */
const ROWS = { written: 'track.written anonymous', soft_dirty: 'track.soft_dirty anonymous' };

/** An answer, as the state of the row: a feature that is not offered is absent. */
const STATES = { 1: 'supported', 0: 'absent', none: 'absent' };

/** What protection of pages that are not there does without WP_UNPOPULATED, on every kernel: nothing. */
const BARE = 'unpopulated-without';

/** How many questions it has, but for that one. */
export const QUESTIONS = 12;

/** `{ name, agrees }` for each line; `states` are those of our rows, by id and memory. */
export function agreements(text, states) {
  const lines = text.trim().split('\n');
  return lines.map((line) => {
    const [name, answer] = line.split(' ');
    if (name === BARE) return { name, agrees: answer === '0' ? 'yes' : `it says ${answer}` };
    const ours = states.get(ROWS[name] ?? `feature.${name}`);
    return { name, agrees: ours === STATES[answer] ? 'yes' : `it says ${answer}, the row ${ours}` };
  });
}
