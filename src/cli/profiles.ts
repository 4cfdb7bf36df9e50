import { usageFault } from '../ground/fault.js';
import { loadProfiles } from '../profiles/own.js';
import { message } from '../reporters/text.js';
import { writeStderr } from './output/streams.js';

/** Those that the tool brings, for the help texts: reading their files for these would slow down every start. */
export const PROFILE_NAMES = [
  'cloud-hypervisor-external-uffd',
  'cloud-hypervisor-postcopy',
  'cloud-hypervisor-postcopy-shared',
  'criu-lazy-pages',
  'criu-lazy-pages-noncoop',
  'criu-track-mem',
  'firecracker-restore',
  'hgm-postcopy',
  'kubevirt-thp-collapse',
  'minor-shmem',
  'qemu-background-snapshot',
  'qemu-fast-snapshot-load',
  'qemu-postcopy',
  'wasmtime-scan',
] as const;

/** @throws Fault: 64 for an empty name, 65 for a bad profile, 74 for a folder that can't be read; a file in it is passed over, and named */
export async function profilesOf(flags: { profiles?: string | undefined }) {
  if (flags.profiles === '') throw usageFault('--profiles needs the name of a folder');
  return loadProfiles(flags.profiles, (why) => writeStderr(`hgm-probe: ${message(why)}\n`));
}
