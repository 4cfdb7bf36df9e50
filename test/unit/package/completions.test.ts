import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { bash } from '../../../scripts/lib/release/completions/bash.js';
import { commandsOf } from '../../../scripts/lib/release/completions/commands.js';
import { fish } from '../../../scripts/lib/release/completions/fish.js';
import { zsh } from '../../../scripts/lib/release/completions/zsh.js';

const MANIFEST = {
  commands: {
    probe: {
      summary: "Ask: the host's [kernel].",
      flags: {
        format: { name: 'format', summary: 'How', type: 'option', options: ['json', 'table'] },
        output: { name: 'output', summary: 'Where', type: 'option', helpValue: 'FILE' },
        'no-color': { name: 'no-color', description: 'No colour.\nNone.', type: 'boolean' },
      },
    },
    list: { summary: 'List', flags: { json: { name: 'json', summary: 'As JSON', type: 'boolean' } } },
    'fleet:summary': { summary: 'Count', flags: { all: { name: 'all', summary: 'All', type: 'boolean' } } },
    'fleet:export': { summary: 'Write', flags: {} },
    require: { summary: 'Gate', flags: { json: { name: 'json', summary: 'As JSON', type: 'boolean' } } },
  },
};
const commands = commandsOf(MANIFEST, {
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
  [[''], ['probe', 'list', 'fleet', 'require', 'help']],
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
