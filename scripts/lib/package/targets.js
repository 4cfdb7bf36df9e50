/** The four addons of the npm package, and what compiles each on Debian 12 on x86-64. */
import { join } from 'node:path';
import { program } from '../apt.js';
import { MUSL } from './musl.js';

const ARCHES = {
  x64: { debian: 'amd64', triplet: 'x86_64-linux-gnu', musl: 'x86_64-linux-musl', gcc: '' },
  arm64: {
    debian: 'arm64',
    triplet: 'aarch64-linux-gnu',
    musl: 'aarch64-linux-musl',
    gcc: 'aarch64-linux-gnu-',
    // Atomics are called from libgcc otherwise, which asks the C library for the processor.
    flags: ['-mno-outline-atomics'],
  },
};

const CXX = '12';

/** Where GCC's C++ headers lie: those of a cross compiler in a folder of their own. */
function cxxHeaders({ gcc, triplet }) {
  const base = gcc === '' ? '/usr/include' : `/usr/${triplet}/include`;
  const own = gcc === '' ? `${base}/${triplet}/c++/${CXX}` : `${base}/c++/${CXX}/${triplet}`;
  return [`${base}/c++/${CXX}`, own, `/usr/lib/gcc${gcc === '' ? '' : '-cross'}/${triplet}/${CXX}/include`];
}

/**
 * musl's C headers below GCC's C++ ones, which are all templates here: Debian has no C++ library for musl, and
 * native/binding_runtime.cc leaves nothing for one to do.
 */
const muslFlags = (arch) => [
  '-nostdinc',
  // GCC's headers for Debian take the C library for glibc: its version, its name for a locale, and two functions
  // that inline members of <mutex> call, which nothing here calls.
  '-D__GLIBC_PREREQ(major,minor)=0',
  '-D__locale_t=locale_t',
  '-Dpthread_cond_clockwait(condition,mutex,clock,time)=pthread_cond_timedwait(condition,mutex,time)',
  '-Dpthread_mutex_clocklock(mutex,clock,time)=pthread_mutex_timedlock(mutex,time)',
  ...[...cxxHeaders(arch), join(MUSL, arch.debian, 'usr', 'include', arch.musl)].flatMap((folder) => [
    '-isystem',
    folder,
  ]),
];

export const TARGETS = Object.entries(ARCHES).flatMap(([name, arch]) =>
  ['linux', 'linuxmusl'].map((platform) => ({
    name: `${platform}-${name}`,
    arch: name,
    libc: platform === 'linux' ? 'glibc' : 'musl',
    debian: arch.debian,
    muslName: arch.musl,
    gcc: `${arch.gcc}gcc-${CXX}`,
    gxx: `${arch.gcc}g++-${CXX}`,
    objdump: `${arch.gcc}objdump`,
    flags: [...(arch.flags ?? []), ...(platform === 'linux' ? [] : muslFlags(arch))],
    linkFlags: platform === 'linux' ? [] : ['-nodefaultlibs'],
  })),
);

/** What the program of the experiments is built by: musl alone, so that one file is for every host. */
export const PROGRAMS = Object.entries(ARCHES).map(([name, arch]) => {
  const library = join(MUSL, arch.debian, 'usr', 'lib', arch.musl);
  return {
    arch: name,
    compiler: {
      gxx: `${arch.gcc}g++-${CXX}`,
      gcc: `${arch.gcc}gcc-${CXX}`,
      flags: [...(arch.flags ?? []), ...muslFlags(arch)],
      link: [
        '-nostdlib',
        // musl's rcrt1.o relocates and protects nothing, so a segment for that is padding: 64 kB of it on arm64.
        '-Wl,-z,norelro',
        ...['rcrt1.o', 'crti.o'].map((file) => join(library, file)),
        ...['-Wl,--start-group', join(library, 'libc.a'), '-lgcc', '-lgcc_eh', '-Wl,--end-group'],
        join(library, 'crtn.o'),
      ],
    },
  };
});

/** Debian packages that the compilers come from. */
export const COMPILERS = [
  program('g++-12', 'g++-12'),
  program('objdump', 'binutils'),
  program('aarch64-linux-gnu-g++-12', 'g++-12-aarch64-linux-gnu'),
];
