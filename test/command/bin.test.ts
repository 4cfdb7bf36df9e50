import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

/** Whole runs of the entry point, of what no command class shows: streams, exit codes, what is loaded. */
const BIN = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

function shell(script: string, env: NodeJS.ProcessEnv = {}) {
  const { stdout, stderr, status } = spawnSync('bash', ['-c', `set -o pipefail; ${script}`], {
    encoding: 'utf8',
    env: { ...process.env, RUN: `${process.execPath} ${BIN}`, NODE_ENV: '', DEBUG: '', ...env },
  });
  return { stdout, stderr, status };
}

it.each(['--version', '-v', '-V', 'version'])('says its version with %s', (word) => {
  const { stdout, stderr, status } = shell(`$RUN ${word}`);
  expect([stderr, status]).toEqual(['', 0]);
  expect(stdout).toMatch(/^hgm-probe\/\d+\.\d+\.\d+ linux-\w+ node-v\d/);
});

it.each(['--help', 'help', '-h'])('helps with %s', (flag) => {
  const { stdout, stderr, status } = shell(`$RUN ${flag}`);
  expect([stderr, status]).toEqual(['', 0]);
  for (const command of ['explain', 'judge', 'list', 'probe', 'schema'])
    expect(stdout).toContain(`\n  ${command} `);
});

it.each([
  ['judge -h', 'judge RECORDING'],
  ['bench --samples 5 -h', 'bench '],
  ['fleet summary -h', 'fleet summary FILE'],
  ['--json -h', 'probe '],
])('helps with %s', (words, usage) => {
  const { stdout, stderr, status } = shell(`$RUN ${words}`);
  expect([stderr, status]).toEqual(['', 0]);
  expect(stdout).toContain(`USAGE\n  $ hgm-probe ${usage}`);
});

it.each([
  ['--output', '--output wants a value; see hgm-probe probe --help'],
  ['--as --json', '--as wants a value; see hgm-probe probe --help'],
  ['bench --samples', '--samples wants a value; see hgm-probe bench --help'],
  ['require hgm --from', '--from wants a value; see hgm-probe require --help'],
  ['fleet matrix x --by', '--by wants a value; see hgm-probe fleet matrix --help'],
  [
    'judge',
    'missing 1 required arg: RECORDING The file that was recorded; - is stdin; see hgm-probe judge --help',
  ],
])('names what is missing in %s', (words, line) => {
  expect(shell(`$RUN ${words}`)).toEqual({ stdout: '', stderr: `hgm-probe: ${line}\n`, status: 64 });
});

it.each([
  ['--format nagios --output', '--output wants a value; see hgm-probe probe --help'],
  ['--format nagios --bogus', 'unknown flag --bogus; see hgm-probe probe --help'],
  ['--format=nagios a/|b', 'unexpected argument: a//b; see hgm-probe probe --help'],
  ['nosuch --format nagios', 'unknown command nosuch; see hgm-probe --help'],
  ['--format nagios --as nobody-of-that-name', 'no such user: nobody-of-that-name'],
  [
    'judge --format nagios',
    'missing 1 required arg: RECORDING The file that was recorded; - is stdin; see hgm-probe judge --help',
  ],
  ['judge /nonexistent --format nagios', 'cannot read /nonexistent: no such file or directory'],
])('a monitor gets its line and 3: %s', (words, said) => {
  const { stdout, stderr, status } = shell(`$RUN ${words.replace('|', '\\|')}`);
  expect([stderr, status]).toEqual(['', 3]);
  expect(stdout).toBe(`HGM UNKNOWN - ${said}\n`);
});

it('a monitor whose pipe is full of nothing gets 3, too', () => {
  expect(shell('$RUN judge /nonexistent --format nagios > /dev/full').status).toBe(3);
  expect(shell('$RUN --version --format nagios > /dev/full').status).toBe(3);
});

it.each([
  ['prob', 'hgm-probe: unknown command prob, did you mean probe?; see hgm-probe --help\n'],
  ['--jsn', 'hgm-probe: unknown flag --jsn, did you mean --json?; see hgm-probe probe --help\n'],
])('says in one line what is wrong with %s', (argument, line) => {
  expect(shell(`$RUN ${argument}`)).toEqual({ stdout: '', stderr: line, status: 64 });
});

it.each(['--version', '--help', 'list'])('notices a full disk under %s', (argument) => {
  const stderr = 'hgm-probe: cannot write standard output: no space left on device\n';
  expect(shell(`$RUN ${argument} > /dev/full`)).toEqual({ stdout: '', stderr, status: 74 });
});

it('leaves quietly when its reader does', () => {
  expect(shell('$RUN list | true')).toEqual({ stdout: '', stderr: '', status: 141 });
});

it('shows a stack only where DEBUG is set', () => {
  expect(shell('$RUN explain nothing-like-it').stderr.trimEnd()).not.toContain('\n');
  expect(shell('$RUN explain nothing-like-it', { DEBUG: 'hgm-probe' }).stderr).toMatch(/\n\s+at /);
});

it.skipIf(process.geteuid?.() !== 0)(
  'runs for a uid that no password file knows, with an empty environment',
  () => {
    const bare = `env -i setpriv --reuid=424242 --regid=424242 --clear-groups $RUN`;
    expect(shell(`${bare} list | head -c 10`)).toMatchObject({ stdout: 'CAPABILITY', stderr: '' });
    expect(shell(`${bare} --help`)).toMatchObject({ stderr: '', status: 0 });
  },
);
