/** The lines of uffd-unit-tests, as the one of 6.12 and, in TAP, that of 7.3 write them. */

const OLD = /^Testing (.*)\.\.\. (done|skipped|failed)(?: \[reason: (.*)\])?$/;
const TAP = /^(ok|not ok) \d+ (?:# SKIP )?(.*)$/;

/** `{ title, outcome, reason }` for each test; the outcome is `done`, `skipped` or `failed`. */
export function parseLines(text) {
  return text
    .split('\n')
    .map((line) => oldLine(line) ?? tapLine(line))
    .filter((each) => each !== null);
}

function oldLine(line) {
  const [, title, outcome, reason = ''] = OLD.exec(line) ?? [];
  return title === undefined ? null : { title, outcome, reason };
}

function tapLine(line) {
  const [, result, rest] = TAP.exec(line) ?? [];
  if (result === undefined) return null;
  if (!line.includes(' # SKIP '))
    return { title: rest, outcome: result === 'ok' ? 'done' : 'failed', reason: '' };
  const [, title, reason] = /^(.*?) \(((?!with ).*)\)$/.exec(rest) ?? [null, rest, ''];
  return { title, outcome: 'skipped', reason };
}
