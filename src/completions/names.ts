/** What may stand behind commands and flags, from the catalog, the profiles and the sections of the table. */
import type { CapabilityInfo } from '../capabilities/capability.js';
import { SECTIONS } from '../reporters/sections.js';

/** Amounts of huge pages: of any size, and of those that x86-64 and arm64 have. */
const PAGES = ['pages>=1', 'pages:2M>=1', 'pages:1G>=1', 'pages:32M>=1', 'pages:64K>=1'];
const WAYS = ['way:any@4K', 'way:shmem-thp', 'way:anonymous-thp', 'way:hugetlb-2M', 'way:hugetlb-1G'];

/** Words by the command or flag that takes them. */
export function namesOf(
  catalog: readonly CapabilityInfo[],
  profileNames: readonly string[],
  shells: readonly string[],
): Record<string, string[]> {
  // A family of bits has no name that could be asked for.
  const ids = catalog.map(({ id }) => id).filter((id) => !id.includes('*'));
  const profiles = profileNames.map((name) => `profile:${name}`);
  return {
    require: [...ids, ...profiles, ...WAYS, ...PAGES],
    explain: [...ids, ...profiles, ...WAYS.slice(1)],
    completion: [...shells],
    '--check': ['hgm', ...profiles],
    '--section': [...SECTIONS],
  };
}
