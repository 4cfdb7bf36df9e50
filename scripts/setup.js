/**
 * Installs and builds what is missing or older than its sources. Says nothing if there is nothing to
 * do, else one line per step on stderr; exit code 70 if a step fails. May run twice at once.
 *
 * Arguments name the only steps wanted: `packages`, `typescript`, `addon`.
 */
import { lockedHere } from './lib/lock.js';
import { say, script } from './lib/run.js';
import { doStep, stepsToDo } from './lib/steps.js';

const names = process.argv.slice(2);

await script(async () => {
  if (stepsToDo(names).length === 0 || !lockedHere(names)) return;
  for (const step of stepsToDo(names)) {
    say(step.title);
    await doStep(step);
  }
});
