/** What every package says of the tool; the version stands in package.json alone. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../paths.js';
import { Failure } from '../run.js';

const { name, version, license, description } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

export const ABOUT = {
  name,
  version,
  license,
  summary: 'ask what userfaultfd and huge pages can do on this host',
  description:
    `${description} hgm-probe asks the kernel itself, with system calls on memory of its own, and tells absent from ` +
    'not permitted from no page free from unknown, with the calls that show it. Node.js is inside.',
  maintainer: 'hgm-probe maintainers <maintainers@hgm-probe.example>',
};

/** Seconds of the last commit: what is packed twice from it is the same. */
export const EPOCH = Number(
  execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: ROOT, encoding: 'utf8' }),
);

/** The CHANGELOG's points for this version; throws a Failure if it has none. */
export function changes() {
  const text = readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8');
  const [, newest, section] = /^## (\S+)[^\n]*\n([\s\S]*?)(?=^## |(?![\s\S]))/m.exec(text) ?? [];
  if (newest !== version)
    throw new Failure(`CHANGELOG.md begins with ${newest}, package.json says ${version}`);
  return section
    .split(/^- /m)
    .slice(1)
    .map((point) => point.trim().replace(/\s+/g, ' '));
}

/** Text in lines of at most 79 characters, the first behind `first`, the others behind `rest`. */
export function wrapped(text, first, rest) {
  const lines = [first];
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1);
    const gap = line === first || line === rest ? '' : ' ';
    if (line.length + gap.length + word.length > 79) lines.push(rest + word);
    else lines[lines.length - 1] = line + gap + word;
  }
  return lines.join('\n');
}
