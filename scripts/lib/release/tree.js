/** What a package puts on a host, laid out below a folder: the one description that .deb and RPM are made from. */
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { filesBelow } from '../files.js';
import { shippedProgram } from '../package/prebuilds.js';
import { DIST, ROOT } from '../paths.js';
import { EPOCH } from './about.js';
import { nodeLicence } from './licences.js';
import { singleFile } from './single-file.js';

const built = (...path) => import(pathToFileURL(join(DIST, ...path)).href);
const [{ completion }, { COMMANDS }, { CATALOG }, { PROFILE_NAMES }] = await Promise.all([
  built('completions', 'index.js'),
  built('commands', 'index.js'),
  built('capabilities', 'catalog.js'),
  built('cli', 'profiles.js'),
]);
const completes = (shell) => completion(shell, COMMANDS, CATALOG, PROFILE_NAMES);
const UNITS = '/usr/lib/systemd/system';
const SHARE = '/usr/share/hgm-probe';
/** Where hgm-probe looks for it where nothing is executed from memory; a link in /usr/bin is for people. */
const OBSERVER = '/usr/libexec/hgm-probe/hgm-observe';
export const DOC = '/usr/share/doc/hgm-probe';

const read = (...path) => readFileSync(join(ROOT, ...path));
const below = (place, ...folder) =>
  readdirSync(join(ROOT, ...folder)).map((file) => [`${place}/${file}`, read(...folder, file)]);

/** As zlib packs it without a name and a time in it. */
export const gzip = (text) => gzipSync(text, { level: 9 });

function texts(target, zshFolder) {
  return [
    ['/usr/share/man/man1/hgm-probe.1.gz', gzip(read('packaging', 'man', 'hgm-probe.1'))],
    ['/usr/share/man/man5/hgm-probe-report.5.gz', gzip(read('packaging', 'man', 'hgm-probe-report.5'))],
    ['/usr/share/bash-completion/completions/hgm-probe', completes('bash')],
    [`${zshFolder}/_hgm-probe`, completes('zsh')],
    ['/usr/share/fish/vendor_completions.d/hgm-probe.fish', completes('fish')],
    ...below(UNITS, 'packaging', 'systemd'),
    ...below(`${SHARE}/profiles`, 'profiles'),
    [`${SHARE}/schema/report.schema.json`, read('schema', 'report.schema.json')],
    [`${DOC}/THIRD_PARTY_LICENSES.gz`, gzip(read('THIRD_PARTY_LICENSES') + nodeLicence(target))],
  ];
}

/**
 * Fills `root`: `zsh` is the folder of its completions, `more` are files as `[place, content]`. All of it is read by
 * everybody and of one time.
 */
export function layOut(root, target, { zsh: zshFolder, more }) {
  for (const [place, content] of [...texts(target, zshFolder), ...more]) {
    const file = join(root, place);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    chmodSync(file, 0o644);
  }
  for (const [place, file] of [
    ['/usr/bin/hgm-probe', singleFile(target)],
    [OBSERVER, shippedProgram(target.name)],
  ]) {
    const program = join(root, place);
    mkdirSync(dirname(program), { recursive: true });
    copyFileSync(file, program);
    chmodSync(program, 0o755);
  }
  symlinkSync(relative('/usr/bin', OBSERVER), join(root, '/usr/bin/hgm-observe'));
  for (const file of filesBelow(root)) utimesSync(file, EPOCH, EPOCH);
}

/** The places of all files, from the root of a host. */
export const placesIn = (root) => filesBelow(root).map((file) => file.slice(root.length));
