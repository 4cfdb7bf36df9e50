import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import Completion from '../../../src/commands/completion.js';
import { bash } from '../../../src/completions/bash.js';
import { commandsOf } from '../../../src/completions/commands.js';
import { fish } from '../../../src/completions/fish.js';
import { zsh } from '../../../src/completions/zsh.js';
import { runCommand } from '../../command/run.js';

const MANIFEST = {
  commands: {
    probe: {
      summary: "Ask: the host's [kernel].",
      flags: {
        format: { name: 'format', summary: 'How', type: 'option', options: ['json', 'table'] },
        output: { name: 'output', summary: 'Where', type: 'option', helpValue: 'FILE' },
        'no-color': { name: 'no-color', summary: 'No colour.\nNone.', type: 'boolean' },
      },
    },
    judge: { summary: 'Judge', args: { RECORDING: {} }, flags: {} },
    bench: {
      summary: 'Bench',
      flags: { size: { name: 'size', summary: 'Size', type: 'option', helpValue: 'SIZE', char: 's' } },
    },
    list: { summary: 'List', flags: { json: { name: 'json', summary: 'As JSON', type: 'boolean' } } },
    'fleet:summary': { summary: 'Count', flags: { all: { name: 'all', summary: 'All', type: 'boolean' } } },
    'fleet:export': { summary: 'Write', flags: {} },
    require: {
      summary: 'Gate',
      flags: {
        json: { name: 'json', summary: 'As JSON', type: 'boolean' },
        format: { name: 'format', summary: 'How', type: 'option', options: ['text', 'junit'] },
      },
    },
  },
};
const commands = commandsOf(MANIFEST.commands, {
  require: ['hgm', 'profile:one', 'profile:two', 'pages>=1', 'pages:2M>=1'],
});

/** What bash offers behind these words. */
function offered(...words: string[]): string[] {
  const script = `${bash(commands)}
    COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _hgm_probe; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', script, 'bash', 'hgm-probe', ...words], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return stdout.split('\n').filter(Boolean);
}

it.each([
  [[''], ['probe', 'judge', 'bench', 'list', 'fleet', 'require', 'help']],
  [['bench', '--size', '1'], ['1G']],
  [['judge', 'package.j'], ['package.json']],
  [['list', 'package.j'], []],
  [['--output', 'package.j'], ['package.json']],
  [['--format', 'package.j'], []],
  [
    ['--format', ''],
    ['json', 'table'],
  ],
  [
    ['require', 'hgm', '--format', ''],
    ['text', 'junit'],
  ],
  [
    ['fleet', ''],
    ['summary', 'export'],
  ],
  [['--no'], ['--no-color']],
  [
    ['list', '--'],
    ['--json', '--help'],
  ],
  [['fleet', 'summary', '--a'], ['--all']],
  [['--format', 'j'], ['json']],
  [['require', 'hg'], ['hgm']],
  [
    ['require', 'pa'],
    ['pages>=1', 'pages:2M>=1'],
  ],
  // As bash breaks what is typed.
  [['require', 'pages', ':'], ['2M>=1']],
  [['require', 'hgm', 'profile', ':', 't'], ['two']],
  [['require', '--j'], ['--json']],
])('bash offers behind %j: %j', (words, expected) => {
  expect(offered(...words)).toEqual(expected);
});

it('keeps what a shell would take for its own out of the texts', () => {
  expect(zsh(commands)).toContain("'probe:Ask\\: the host'\\''s \\[kernel\\]'");
  expect(zsh(commands)).toContain("'*--no-color[No colour]'");
  expect(fish(commands)).toContain("-a probe -d 'Ask: the host'\\''s [kernel]'");
  expect(fish(commands)).toContain("-l output -r -F -d 'Where'");
});

it('zsh and fish offer files where one is meant alone', () => {
  const lines = (text: string, start: string) => text.split('\n').filter((line) => line.includes(start));
  expect(lines(fish(commands), '__fish_seen_subcommand_from list')).toContain(
    "complete -c hgm-probe -n '__fish_seen_subcommand_from list' -f",
  );
  expect(lines(fish(commands), '__fish_seen_subcommand_from judge')).toEqual([]);
  expect(fish(commands)).toContain("-s s -l size -r -f -a '2M 1G 32M 64K'");
  const [, judge = ''] = zsh(commands).split("'judge '*)");
  expect(judge.split(';;')[0]).toContain('_files');
  const [, list = ''] = zsh(commands).split("'list '*)");
  expect(list.split(';;')[0]).not.toContain('_files');
});

it('names of commands that can not be run by no name have none to stand for', () => {
  expect(() => fish(commandsOf({ list: { summary: 'List' } }))).toThrow('no command probe');
});

describe('the command', () => {
  it.each(['bash', 'zsh', 'fish'])('prints what %s reads, of all commands and names', async (shell) => {
    const { stdout, exitCode } = await runCommand(Completion, shell);
    expect(exitCode).toBe(0);
    for (const word of ['explain', 'profile:qemu-postcopy', 'copy.base', 'way:shmem-thp', 'matrix', 'nagios'])
      expect(stdout).toContain(word);
    if (shell === 'bash') expect(spawnSync('bash', ['-n'], { input: stdout }).status).toBe(0);
  });

  it.each([
    [['tcsh'], 'no completion for tcsh: it is bash, zsh or fish'],
    [[], 'missing 1 required arg: SHELL'],
  ])('%j is a usage error', async (argv, line) => {
    const ran = await runCommand(Completion, ...argv);
    expect([ran.exitCode, ran.stdout]).toEqual([64, '']);
    expect(ran.line).toContain(line);
  });
});
