/**
 * A folder of reports that somebody renames, rewrites, cuts and removes while each question is asked again and again:
 * every answer is whole, all that is bad is named, and the exit code is 0. `npm run test:writer [-- --seconds N --seed N]`
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { syntheticFleet } from '../../scripts/lib/fleet/synthetic-fleet.js';
import { RUN } from '../../scripts/lib/paths.js';
import { Failure, script } from '../../scripts/lib/run.js';

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '600' }, seed: { type: 'string', default: '1' } },
});
/** Steady hosts: in files of their own, and in files that DuckDB reads whole, which are those above 1 MiB. */
const [ALONE, TOGETHER] = [100, 300];
const STEADY = ALONE + 2 * TOGETHER;
const AT = '2026-03-02T00:00:00Z';
const QUESTIONS = [
  ['summary', '--as-of', AT],
  ['pairs', '--profile', 'qemu-postcopy', '--as-of', AT],
  ['matrix', '--as-of', AT],
  ['outliers', '--as-of', AT],
  ['export'],
];
/** Bad from beginning to end: every answer has to name them. */
const BAD = ['bad-cut.json', 'bad-link.json', 'bad-text.ndjson'];

function furnish(folder) {
  const fleet = syntheticFleet({ seed: Number(values.seed) });
  const lines = (from, count) => Array.from({ length: count }, (_, n) => `${fleet.line(from + n)}\n`);
  for (const [n, line] of lines(0, ALONE).entries())
    writeFileSync(
      join(folder, `keep-${n}.json`),
      n % 2 === 0 ? line : `${JSON.stringify(JSON.parse(line), null, 2)}\n`,
    );
  writeFileSync(join(folder, 'keep.ndjson'), lines(ALONE, TOGETHER).join(''));
  writeFileSync(join(folder, 'keep.ndjson.gz'), gzipSync(lines(ALONE + TOGETHER, TOGETHER).join('')));
  writeFileSync(join(folder, 'bad-cut.json'), fleet.line(0).slice(0, 1000));
  symlinkSync('nowhere', join(folder, 'bad-link.json'));
  writeFileSync(join(folder, 'bad-text.ndjson'), `not JSON\n${fleet.line(STEADY)}\n`);
}

async function ask([question, ...flags], folder, to) {
  const out = question === 'export' ? ['--to', join(to, 'export')] : [];
  const child = spawn(process.execPath, [RUN, 'fleet', question, ...flags, ...out, '--json', folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TMPDIR: to },
  });
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'])
    child[name].setEncoding('utf8').on('data', (more) => {
      text[name] += more;
    });
  const [code] = await once(child, 'close');
  const wrong =
    code === 0 ? wrongWith(question, JSON.parse(text.stdout)) : `exit code ${code}: ${text.stderr}`;
  if (wrong !== null) throw new Failure(`fleet ${question}: ${wrong}`);
  rmSync(join(to, 'export'), { recursive: true, force: true });
  const left = readdirSync(to);
  if (left.length > 0) throw new Failure(`fleet ${question} left ${left.join(', ')}`);
  return JSON.parse(text.stdout).skipped.count;
}

function wrongWith(question, { documents, superseded, hosts, expired, skipped, tables }) {
  // Of export all count, expired or not.
  if (hosts + (question === 'export' ? expired : 0) < STEADY)
    return `${hosts} hosts of ${STEADY} that are always there`;
  if (skipped.count !== skipped.named.length)
    return `${skipped.count} skipped, ${skipped.named.length} named`;
  const names = skipped.named.map(({ file }) => file.slice(file.lastIndexOf('/') + 1));
  const strange = names.find((name) => !BAD.includes(name) && !name.startsWith('x-'));
  if (strange !== undefined) return `${strange} was skipped, and is good`;
  const missing = BAD.find((name) => !names.includes(name));
  if (missing !== undefined) return `${missing} is bad, and was not named`;
  const written = tables?.find(({ table }) => table === 'host').rows ?? documents - superseded;
  return written === documents - superseded ? null : `${written} rows of ${documents - superseded} reports`;
}

await script(async () => {
  const [folder, to] = ['reports', 'to'].map((name) => mkdtempSync(join(tmpdir(), `hgm-writer-${name}-`)));
  furnish(folder);
  const moves = fileURLToPath(new URL('./writer-moves.js', import.meta.url));
  const writer = spawn(process.execPath, [moves, folder, values.seed], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let made = '';
  writer.stdout.setEncoding('utf8').on('data', (text) => {
    made = text.trimEnd().split('\n').at(-1);
  });
  const end = Date.now() + Number(values.seconds) * 1000;
  let [answers, bad] = [0, 0];
  try {
    await once(writer.stdout, 'data');
    // Each question at least once, however short the time.
    for (; Date.now() < end || answers < QUESTIONS.length; answers++)
      bad += await ask(QUESTIONS[answers % QUESTIONS.length], folder, to);
    if (writer.exitCode !== null) throw new Failure(`the writer ended with exit code ${writer.exitCode}`);
  } finally {
    writer.kill('SIGKILL');
    for (const one of [folder, to]) rmSync(one, { recursive: true, force: true });
  }
  console.log(
    `writer: ${answers} answers beside ${made} moves, all whole; ${bad} bad files or documents, all named`,
  );
});
