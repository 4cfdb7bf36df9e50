/**
 * Is the npm package what it promises? Packs it here and in a clean copy elsewhere, reads it, installs it as a
 * host would and runs it there. One line for each answer; exit code 70 at the first that is no.
 *
 * As root, on Debian with apt: other machines' places need mount namespaces, their addons a cross compiler.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensurePackages } from './lib/apt.js';
import { checkContents, checkRun, install, kB } from './lib/package/checks.js';
import { muslRoot } from './lib/package/musl-root.js';
import { cleanCopy, pack, sha256 } from './lib/package/pack.js';
import { PLACES, placeArguments } from './lib/package/places.js';
import { ARM_NODE, NODES, runtime } from './lib/package/runtimes.js';
import { checkTypes } from './lib/package/types.js';
import { ROOT } from './lib/paths.js';
import { TARGETS } from './lib/release/targets.js';
import { Failure, script } from './lib/run.js';

const good = (line) => console.log(`ok  ${line}`);

/** One after the other, in a folder that is removed. */
async function main(work) {
  const first = pack(ROOT, join(work, 'first'));
  const second = pack(cleanCopy(join(work, 'copy')), join(work, 'second'));
  if (sha256(first.path) !== sha256(second.path))
    throw new Failure('two packs differ; unpack both and compare');
  good(`two packs are the same: sha256 ${sha256(first.path)}`);
  for (const line of checkContents(first)) good(line);

  const nodes = NODES.map((node) => ({ ...node, path: runtime(node) }));
  for (const { name, version, path } of nodes) {
    const folder = install(first.path, join(work, version), path);
    checkRun('npx', ['--no-install', 'hgm-probe', '--json'], { cwd: folder, node: path });
    good(`${name} (${version}): npm i --ignore-scripts && npx hgm-probe --json`);
  }
  for (const line of checkTypes(first.path, join(work, nodes[1].version), nodes[1].path)) good(line);
  const installed = join(work, nodes[0].version, 'node_modules', 'hgm-probe');

  const [, arm64] = TARGETS;
  ensurePackages(arm64.needs);
  const [emulator, ...args] = arm64.emulator;
  const emulated = [...args, runtime(ARM_NODE), join(installed, 'bin', 'hgm-probe.cjs'), ...arm64.job];
  checkRun(emulator, emulated, { arch: 'aarch64' });
  good(
    `${ARM_NODE.name} (${ARM_NODE.version}) on arm64 judges, emulated; the guests of test:kernels have it probe`,
  );

  checkRun('unshare', muslRoot(join(work, 'musl'), installed)('--json'));
  good('a root with musl: Bun for musl loads the addon and runs the main job');

  const place = join(work, 'place');
  cpSync(installed, join(place, 'hgm-probe'), { recursive: true });
  cpSync(nodes[2].path, join(place, 'node'));
  for (const [name, setUp] of Object.entries(PLACES)) {
    // The second asks for a part of the bundle that the first does not read.
    for (const words of ['--json', '--json --profiles /mnt/hgm-probe/profiles']) {
      const run = `/mnt/node /mnt/hgm-probe/bin/hgm-probe.cjs ${words}`;
      checkRun('unshare', placeArguments(place, setUp({ run })));
    }
    good(name);
  }
  console.log(`\nnpm package: ${kB(first.bytes)} packed, ${kB(first.unpackedBytes)} unpacked`);
}

await script(async () => {
  if (process.getuid?.() !== 0)
    throw new Failure('pack:check mounts file systems for itself: run it as root');
  const work = mkdtempSync(join(tmpdir(), 'hgm-probe-pack-'));
  try {
    await main(work);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
});
