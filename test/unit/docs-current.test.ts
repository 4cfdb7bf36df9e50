/** What a stranger would trip over in the documentation: a link to nowhere, a flag or a script that is not there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/commands/index.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const text = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(ROOT, 'docs')).map((file) => `docs/${file}`),
];

/** As GitHub makes them of a heading. */
const anchors = (page: string): string[] =>
  [...text(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );

function broken(page: string): string[] {
  const links = [...text(page).matchAll(/\]\((?!https?:)([^)]+)\)/g)].map(([, link = '']) => link);
  return links.filter((link) => {
    const [file = '', anchor] = link.split('#');
    const path = file === '' ? page : join(dirname(page), file);
    return !existsSync(join(ROOT, path)) || (anchor !== undefined && !anchors(path).includes(anchor));
  });
}

/** `[command, --flag]` of every line of the command itself; a bare hgm-probe is probe. */
function named(page: string): [string, string][] {
  const lines = text(page)
    .replaceAll('\\\n', ' ')
    .match(/hgm-probe (?:fleet )?[a-z-][^`|;$>\n]*/g);
  return (lines ?? []).flatMap((line) => {
    const words = line.split(/\s+/).slice(1);
    const name = words[0] === 'fleet' ? `fleet:${words[1]}` : words[0];
    const command = name !== undefined && name in COMMANDS ? name : 'probe';
    return words.flatMap((word) => (/^--[a-z]/.test(word) ? [[command, word] as [string, string]] : []));
  });
}

describe.each(PAGES)('%s', (page) => {
  it('links to what is there', () => {
    expect(broken(page)).toEqual([]);
  });

  it('names flags that there are', () => {
    const unknown = named(page).filter(([command, word]) => {
      const { flags = {} } = COMMANDS[command as keyof typeof COMMANDS] as { flags?: object };
      const flag = word.replace(/^--([a-z-]+).*$/, '$1');
      return !(flag in flags) && !['help', 'version'].includes(flag);
    });
    expect(unknown).toEqual([]);
  });

  it('names scripts that there are', () => {
    const { scripts } = JSON.parse(text('package.json'));
    const asked = [...text(page).matchAll(/npm run ([a-z:]+)/g)].map(([, name = '']) => name);
    expect(asked.filter((name) => !(name in scripts))).toEqual([]);
  });
});

it('every page of docs is linked from the README', () => {
  const readme = text('README.md');
  expect(PAGES.filter((page) => page.startsWith('docs/') && !readme.includes(`](${page}`))).toEqual([]);
});

it('CONTRIBUTING.md has every folder of the sources and the tests once', () => {
  const rows = [...text('CONTRIBUTING.md').matchAll(/^\| `((?:native|src|test)\/[a-z]+)` \|/gm)].map(
    ([, name]) => name,
  );
  const folders = ['native', 'src', 'test'].flatMap((top) =>
    readdirSync(join(ROOT, top), { withFileTypes: true })
      .filter((one) => one.isDirectory() && one.name !== 'build')
      .map(({ name }) => `${top}/${name}`),
  );
  expect(rows.sort()).toEqual(folders.sort());
});
