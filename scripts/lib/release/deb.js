/** `dist/hgm-probe_VERSION_{amd64,arm64}.deb`, by dpkg-deb. */

import { createHash } from 'node:crypto';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { filesBelow } from '../files.js';
import { DIST, ROOT } from '../paths.js';
import { quietly, say } from '../run.js';
import { ABOUT, changes, EPOCH, wrapped } from './about.js';
import { XZ_LEVEL } from './single-file.js';
import { DOC, gzip, layOut } from './tree.js';

export const debOf = (target) => join(DIST, `${ABOUT.name}_${ABOUT.version}_${target.debian}.deb`);

/** What Node's program asks of a host: its own floors, below those of every Debian since 10. */
const DEPENDS = 'libc6 (>= 2.28), libgcc-s1 | libgcc1, libstdc++6 (>= 7)';

const control = (target, bytes) => `Package: ${ABOUT.name}
Version: ${ABOUT.version}
Architecture: ${target.debian}
Maintainer: ${ABOUT.maintainer}
Installed-Size: ${Math.ceil(bytes / 1024)}
Depends: ${DEPENDS}
Section: admin
Priority: optional
Description: ${ABOUT.summary}
${wrapped(ABOUT.description, ' ', ' ')}
`;

const script = (lines) => `#!/bin/sh\nset -e\n${lines}`;
const part = (name) => readFileSync(join(ROOT, 'packaging', 'scripts', name), 'utf8');
const when = (condition, lines) => `if ${condition}; then\n${lines.replace(/^(?=.)/gm, '  ')}fi\n`;

/** A remove keeps what was published; a purge does not. */
const SCRIPTS = {
  postinst: script(part('changed')),
  prerm: script(when('[ "$1" = remove ]', part('removed'))),
  postrm: script(part('changed') + when('[ "$1" = purge ]', 'rm -rf /var/lib/hgm-probe /run/hgm-probe\n')),
};

const changelog = () => `${ABOUT.name} (${ABOUT.version}) unstable; urgency=medium

${changes()
  .map((point) => wrapped(point, '  * ', '    '))
  .join('\n')}

 -- ${ABOUT.maintainer}  ${new Date(EPOCH * 1000).toUTCString().replace('GMT', '+0000')}
`;

const documents = () => [
  [`${DOC}/changelog.gz`, gzip(changelog())],
  [`${DOC}/copyright`, readFileSync(join(ROOT, 'packaging', 'copyright'))],
  ['/usr/share/lintian/overrides/hgm-probe', readFileSync(join(ROOT, 'packaging', 'lintian-overrides'))],
];

/** Builds it, with its path as the answer. */
export function buildDeb(target) {
  const file = debOf(target);
  say(`building ${file.replace(/.*\//, '')}`);
  const root = mkdtempSync(join(tmpdir(), 'hgm-probe-deb-'));
  chmodSync(root, 0o755);
  try {
    layOut(root, target, { zsh: '/usr/share/zsh/vendor-completions', more: documents() });
    // Not the link: what it names has a sum already.
    const files = filesBelow(root).filter((path) => lstatSync(path).isFile());
    const sums = files.map((path) => {
      const sum = createHash('md5').update(readFileSync(path)).digest('hex');
      return `${sum}  ${path.slice(root.length + 1)}\n`;
    });
    const debian = join(root, 'DEBIAN');
    mkdirSync(debian);
    const bytes = files.reduce((sum, path) => sum + statSync(path).size, 0);
    writeFileSync(join(debian, 'control'), control(target, bytes));
    writeFileSync(join(debian, 'md5sums'), sums.join(''));
    for (const [name, text] of Object.entries(SCRIPTS))
      writeFileSync(join(debian, name), text, { mode: 0o755 });
    // One thread: with more, xz packs other bytes.
    const args = ['--root-owner-group', '-Zxz', `-z${XZ_LEVEL}`, '--threads-max=1', '--build', root, file];
    const env = { ...process.env, SOURCE_DATE_EPOCH: String(EPOCH) };
    quietly('dpkg-deb', 'dpkg-deb', args, { env });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
  return file;
}
