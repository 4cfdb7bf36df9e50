/** The table of kernels, as Markdown. */

const CASES = ['empty', '2M', '1G'].flatMap((pool) => [
  { pool, privilege: 'root', title: `root, ${pool}` },
  { pool, privilege: 'nobody', title: `uid 65534, ${pool}` },
]);

/** `outcomes` are `{ kernel, release, failure, runs: [{ pool, privilege, verdict, cells, wrong }] }`. */
export function markdownTable(outcomes) {
  const head = ['kernel', 'release', ...CASES.map(({ title }) => title), 'wrong cells'];
  const rows = outcomes.map(({ kernel, release, failure, runs }) => {
    const cases = CASES.map(({ pool, privilege }) => {
      const run = runs.find(
        (each) => each.pool === pool && each.privilege === privilege && each.situation === undefined,
      );
      return run ? run.verdict : 'no answer';
    });
    const wrong = runs.reduce((sum, run) => sum + run.wrong.length, 0);
    const cells = runs.reduce((sum, run) => sum + run.cells, 0);
    return [kernel.name, release ?? '?', ...cases, `${wrong} of ${cells}${failure ? `; ${failure}` : ''}`];
  });
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
