/** Runs mutants on several workers at once, each in a copy of its own: the tree is never touched. */
import { fork } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MODULES, ROOT } from '../paths.js';
import { Failure } from '../run.js';

const WORKER = fileURLToPath(new URL('mutate-worker.js', import.meta.url));
const TESTS = join('test', 'unit', 'judge');
const FIXTURES = join('test', 'fixtures');

/** A mutant may loop for ever; a run of all tests takes about a second. */
const DEADLINE_MS = 60_000;

/** The sources, the tests of the rules in one file so that they load once, and what they need. */
function copyTo(folder) {
  for (const path of ['src', 'schema', TESTS, FIXTURES, 'package.json', 'tsconfig.json']) {
    cpSync(join(ROOT, path), join(folder, path), { recursive: true });
  }
  symlinkSync(MODULES, join(folder, 'node_modules'));
  const names = readdirSync(join(ROOT, TESTS), { recursive: true }).filter((name) =>
    name.endsWith('.test.ts'),
  );
  const imports = names.map((name) => `import './unit/judge/${name.replace(/ts$/, 'js')}';\n`);
  writeFileSync(join(folder, 'test', 'all.test.ts'), imports.join(''));
}

/** A worker process; `ask` resolves with its verdict, `timed_out` where it had to be ended. */
function start(root) {
  const child = fork(WORKER, [root], { cwd: root, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let stderr = '';
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  const answer = () =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        child.kill('SIGKILL');
        settle(resolve, { verdict: 'timed_out' });
      }, DEADLINE_MS);
      const settle = (end, value) => {
        clearTimeout(timer);
        child.removeAllListeners();
        end(value);
      };
      child.once('message', (message) => settle(resolve, message));
      child.once('exit', () => settle(reject, new Failure(`a worker ended early\n${stderr}`)));
    });
  return {
    ready: answer(),
    ask: (job) => {
      child.send(job);
      return answer();
    },
    end: () => child.kill(),
  };
}

async function work(folder, queue, done) {
  mkdirSync(folder);
  copyTo(folder);
  let worker = start(folder);
  await worker.ready;
  try {
    for (let job = queue.shift(); job; job = queue.shift()) {
      const { verdict } = await worker.ask(job);
      done({ ...job, verdict });
      if (verdict !== 'timed_out') continue;
      writeFileSync(join(folder, job.file), job.original);
      worker = start(folder);
      await worker.ready;
    }
  } finally {
    worker.end();
  }
}

/**
 * Tries every job `{ file, text, original, … }` on so many workers; gives each back with its verdict to `done`.
 * The first job of all is the source as it is, which must pass: else every mutant would seem killed.
 */
export async function runAll(jobs, workers, done) {
  const folder = mkdtempSync(join(tmpdir(), 'hgm-probe-mutants-'));
  const first = jobs[0];
  try {
    const unchanged = { ...first, text: first.original };
    await work(join(folder, 'unchanged'), [unchanged], ({ verdict }) => {
      if (verdict !== 'survived') throw new Failure(`the tests fail on the unchanged sources: ${verdict}`);
    });
    const queue = [...jobs];
    const names = Array.from({ length: workers }, (_, index) => join(folder, String(index)));
    await Promise.all(names.map((name) => work(name, queue, done)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
