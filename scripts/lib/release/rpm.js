/** `dist/hgm-probe-VERSION-1.{x86_64,aarch64}.rpm`, by Debian's rpmbuild, of the same files as the .deb. */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { ensurePackages, program } from '../apt.js';
import { DIST, ROOT } from '../paths.js';
import { quietly, say } from '../run.js';
import { ABOUT, changes, EPOCH, wrapped } from './about.js';
import { XZ_LEVEL } from './single-file.js';
import { DOC, layOut, placesIn } from './tree.js';

const RELEASE = 1;

export const rpmOf = (target) => join(DIST, `${ABOUT.name}-${ABOUT.version}-${RELEASE}.${target.rpm}.rpm`);

/** Where zsh of a distribution with RPM looks. */
const ZSH = '/usr/share/zsh/site-functions';

const part = (name) => readFileSync(join(ROOT, 'packaging', 'scripts', name), 'utf8');

// What Debian's rpm would run on a finished program (strip it, compress its pages again) is switched off.
const spec = (root, files) => `
%global __os_install_post %{nil}
%global debug_package %{nil}
%global _build_id_links none
%global _binary_payload w${XZ_LEVEL}.xzdio
%global _buildhost localhost
%global use_source_date_epoch_as_buildtime 1
%global clamp_mtime_to_source_date_epoch 1
Name: ${ABOUT.name}
Version: ${ABOUT.version}
Release: ${RELEASE}
Summary: ${ABOUT.summary[0].toUpperCase()}${ABOUT.summary.slice(1)}
License: ${ABOUT.license}
AutoReqProv: no
Requires: libc.so.6(GLIBC_2.28)(64bit), libstdc++.so.6(CXXABI_1.3.11)(64bit), libgcc_s.so.1()(64bit)
%description
${wrapped(ABOUT.description, '', '')}
%install
cp -a '${root}/.' %{buildroot}
%post
${part('changed')}
%preun
if [ "$1" = 0 ]; then
${part('removed')}fi
%postun
${part('changed')}
%files
${[...ownFolders(files).map((folder) => `%dir ${folder}`), ...files].join('\n')}
%changelog
* ${day()} ${ABOUT.maintainer} - ${ABOUT.version}-${RELEASE}
${changes()
  .map((point) => wrapped(point.replaceAll('%', '%%'), '- ', '  '))
  .join('\n')}
`;

/** Folders that go with the package: its own, and those of shells that may not be installed. */
function ownFolders(files) {
  const above = (file) => (file === '/' ? [] : [dirname(file), ...above(dirname(file))]);
  const folders = new Set(files.flatMap(above));
  return [...folders]
    .filter((folder) => /^\/usr\/(?:libexec|share|share\/doc)\/(?:hgm-probe|zsh|fish)(?:\/|$)/.test(folder))
    .sort();
}

function day() {
  const [week, date, month, year] = new Date(EPOCH * 1000).toUTCString().replace(',', '').split(' ');
  return `${week} ${month} ${date} ${year}`;
}

/** Builds it, with its path as the answer. */
export function buildRpm(target) {
  ensurePackages([program('rpmbuild', 'rpm')]);
  const file = rpmOf(target);
  say(`building ${basename(file)}`);
  const work = mkdtempSync(join(tmpdir(), 'hgm-probe-rpm-'));
  try {
    const root = join(work, 'root');
    mkdirSync(root);
    layOut(root, target, { zsh: ZSH, more: [[`${DOC}/LICENSE`, readFileSync(join(ROOT, 'LICENSE'))]] });
    writeFileSync(join(work, 'spec'), spec(root, placesIn(root)));
    const define = ['--define', `_topdir ${work}/top`, '--define', `_rpmdir ${work}/out`];
    const env = { ...process.env, SOURCE_DATE_EPOCH: String(EPOCH) };
    quietly('rpmbuild', 'rpmbuild', ['-bb', '--target', target.rpm, ...define, join(work, 'spec')], { env });
    copyFileSync(join(work, 'out', target.rpm, basename(file)), file);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return file;
}
