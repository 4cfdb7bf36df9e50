/**
 * `dist/hgm-probe-VERSION-linux-{x64,arm64}.oci.tar`: an OCI image of the single file on the libraries that it asks for,
 * by umoci, without an engine and without a registry. What it is made of has one time, so two builds are the same file.
 */
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Suite } from '../../../test/kernels/lib/apt.js';
import { unpackDeb } from '../../../test/kernels/lib/unpack.js';
import { ensurePackages, program } from '../apt.js';
import { DIST } from '../paths.js';
import { quietly, say } from '../run.js';
import { ABOUT, EPOCH } from './about.js';
import { singleFile } from './single-file.js';

/** Whose libraries Node's program asks for (`objdump -p`); those of a distroless base are the same. */
const PACKAGES = ['libc6', 'libgcc-s1', 'libstdc++6'];
const LIBRARIES = {
  libc6: ['libc.so.6', 'libdl.so.2', 'libm.so.6', 'libpthread.so.0', 'librt.so.1'],
  'libgcc-s1': ['libgcc_s.so.1'],
  'libstdc++6': ['libstdc++.so.6'],
};
const ARCHES = {
  x64: { oci: 'amd64', triplet: 'x86_64-linux-gnu', loader: 'lib64/ld-linux-x86-64.so.2' },
  arm64: { oci: 'arm64', triplet: 'aarch64-linux-gnu', loader: 'lib/ld-linux-aarch64.so.1' },
};

/** Who it runs as unless it is told otherwise: nobody that a host has files of. */
export const NONROOT = 65532;

/** What podman calls it, below localhost/. */
export const IMAGE = `${ABOUT.name}:${ABOUT.version}`;

export const imageOf = (target) => join(DIST, `${ABOUT.name}-${ABOUT.version}-linux-${target.name}.oci.tar`);

const USERS = `root:x:0:0:root:/:/sbin/nologin\nnonroot:x:${NONROOT}:${NONROOT}::/:/sbin/nologin\n`;

function layOut(root, target) {
  const { oci, triplet, loader } = ARCHES[target.name];
  const place = (from, to, mode = 0o644) => {
    mkdirSync(dirname(join(root, to)), { recursive: true });
    copyFileSync(from, join(root, to));
    chmodSync(join(root, to), mode);
  };
  const suite = new Suite('bookworm', oci);
  for (const deb of suite.show(PACKAGES)) {
    const unpacked = unpackDeb(suite.fetch(deb));
    for (const name of LIBRARIES[deb.name]) {
      const below = ['lib', 'usr/lib'].map((folder) => join(unpacked, folder, triplet, name));
      place(below.find(existsSync), join('lib', triplet, name), 0o755);
    }
    if (deb.name === 'libc6')
      place(join(unpacked, 'lib', triplet, loader.replace(/.*\//, '')), loader, 0o755);
    const copyright = join(unpacked, 'usr/share/doc', deb.name, 'copyright');
    if (existsSync(copyright)) place(copyright, `usr/share/doc/${deb.name}/copyright`);
  }
  place(singleFile(target), 'usr/bin/hgm-probe', 0o755);
  mkdirSync(join(root, 'etc'), { recursive: true });
  writeFileSync(join(root, 'etc/passwd'), USERS);
  writeFileSync(join(root, 'etc/group'), `root:x:0:\nnonroot:x:${NONROOT}:\n`);
  for (const folder of ['dev', 'proc', 'sys']) mkdirSync(join(root, folder));
  mkdirSync(join(root, 'tmp'));
  chmodSync(join(root, 'tmp'), 0o1777);
}

const tar = (file, folder) =>
  quietly('tar', 'tar', [
    ...['--sort=name', `--mtime=@${EPOCH}`, '--owner=0', '--group=0', '--numeric-owner', '--format=gnu'],
    ...['-cf', file, '-C', folder, '.'],
  ]);

/** Builds it of the single file, with its path as the answer. */
export function buildImage(target) {
  ensurePackages([program('umoci', 'umoci')]);
  const file = imageOf(target);
  say(`building ${file.replace(/.*\//, '')}`);
  const work = mkdtempSync(join(tmpdir(), 'hgm-probe-image-'));
  try {
    const root = join(work, 'root');
    mkdirSync(root);
    layOut(root, target);
    tar(join(work, 'layer.tar'), root);
    const layout = join(work, 'layout');
    const image = `${layout}:${IMAGE}`;
    const created = new Date(EPOCH * 1000).toISOString();
    const umoci = (...args) => quietly(`umoci ${args[0]}`, 'umoci', args);
    umoci('init', '--layout', layout);
    umoci('new', '--image', image);
    umoci('raw', 'add-layer', '--history.created', created, '--image', image, join(work, 'layer.tar'));
    umoci(
      'config',
      ...['--image', image, '--history.created', created, '--created', created],
      ...['--os', 'linux', '--architecture', ARCHES[target.name].oci],
      ...['--config.user', `${NONROOT}:${NONROOT}`, '--config.entrypoint', '/usr/bin/hgm-probe'],
      ...['--config.label', `org.opencontainers.image.title=${ABOUT.name}`],
      ...['--config.label', `org.opencontainers.image.version=${ABOUT.version}`],
      ...['--config.label', `org.opencontainers.image.licenses=${ABOUT.license}`],
    );
    umoci('gc', '--layout', layout);
    tar(file, layout);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return file;
}
