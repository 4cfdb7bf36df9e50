/** uffd-unit-tests of a Debian linux-source package, static, for a guest or for this host. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePackages, program } from '../../scripts/lib/apt.js';
import { quietly, say } from '../../scripts/lib/run.js';
import { compilerFor } from '../kernels/lib/addon.js';
import { Suite } from '../kernels/lib/apt.js';
import { cached, once } from '../kernels/lib/cache.js';
import { fetchPackage } from '../kernels/lib/kernel.js';

/** Where the newest source of a series is; headers of the same suite go with it. */
export const SOURCES = [
  { version: '6.12', suite: 'trixie', packages: /^linux-source-6\.12$/ },
  { version: '7.3', suite: 'trixie-backports', packages: /^linux-source-7\.3$/ },
];

/** What of the source the tests include. */
const NEEDED = [
  '*/tools/testing/selftests/mm/*.[ch]',
  '*/tools/testing/selftests/*.h',
  '*/tools/include/*',
  '*/mm/gup_test.h',
];
const PARTS = ['uffd-unit-tests.c', 'uffd-common.c', 'vm_util.c', 'thp_settings.c', 'hugepage_settings.c'];
const TRIPLETS = { amd64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' };

/** The program's path, and the release that it is of. */
export function buildSelftest({ version, suite, packages }, arch) {
  // The same for all architectures.
  const index = new Suite(suite, 'amd64');
  const source = fetchPackage(
    index,
    `selftests-${version}`,
    () => index.newest(packages),
    `linux-source-${version}`,
  );
  const headers = fetchPackage(
    index,
    `selftests-${version}.headers`,
    () => index.show(['linux-libc-dev'])[0] ?? null,
    'linux-libc-dev',
  );
  const tree = unpackSource(source.folder, source.chosen);
  const name = `${source.chosen.sha256}-${headers.chosen.sha256.slice(0, 16)}.uffd-unit-tests`;
  const file = once(cached('selftests', arch, name), (fresh) => {
    say(`building uffd-unit-tests of ${source.chosen.version} for ${arch}`);
    compile(fresh, tree, join(headers.folder, 'usr', 'include'), arch);
  });
  return { file, release: source.chosen.version };
}

/** The parts of the source that are needed: the whole has 1.5 GB. */
function unpackSource(folder, { sha256, name }) {
  return once(cached('selftests', `source-${sha256}`), (fresh) => {
    ensurePackages([program('xz', 'xz-utils')]);
    say(`unpacking ${name}`);
    mkdirSync(fresh);
    const archive = join(folder, 'usr', 'src', `${name}.tar.xz`);
    const parts = ['--wildcards', '--strip-components=1', ...NEEDED];
    quietly(`unpacking ${name}`, 'tar', ['-xJf', archive, '-C', fresh, ...parts]);
  });
}

function compile(file, tree, headers, arch) {
  const selftests = join(tree, 'tools', 'testing', 'selftests');
  const mm = join(selftests, 'mm');
  // Which files there are besides depends on the release.
  const parts = PARTS.map((name) => join(mm, name)).filter(existsSync);
  const includes = [tree, selftests, join(tree, 'tools', 'include')].map((path) => `-I${path}`);
  const system = [headers, join(headers, TRIPLETS[arch])].flatMap((path) => ['-isystem', path]);
  const flags = ['-O2', '-static', '-D_GNU_SOURCE=', '-U_FORTIFY_SOURCE', '-pthread', '-w'];
  quietly(`uffd-unit-tests for ${arch}`, compilerFor(arch), [
    ...flags,
    ...includes,
    ...system,
    '-o',
    file,
    ...parts,
  ]);
}
