import { type CapabilityInfo, memoriesOf } from '../capabilities/capability.js';
import { usageFault } from '../ground/fault.js';
import { kindOf } from '../ground/memory.js';
import { nearest } from '../ground/nearest.js';
import { list } from '../ground/units.js';
import { needsOf } from '../profiles/needs.js';
import type { Profile } from '../profiles/profile.js';
import type { Article } from '../reporters/explain/article.js';
import { ofCapability, ofProfile } from '../reporters/explain/explanation.js';
import type { Subject } from '../reporters/explain/subject.js';
import { ofWay } from '../reporters/explain/way-article.js';
import { WAY_NAMES, wayNamed } from '../require/way.js';

interface Found {
  article: Article;
  subject: Subject;
}

/**
 * What there is to say of a name: a profile's, with or without `profile:`, a way's, with `way:`, or a capability's, with
 * or without a memory.
 *
 * @throws Fault (64) with the names that come nearest
 */
export async function articleOf(name: string, profiles: readonly Profile[]): Promise<Found> {
  if (name.startsWith('way:')) return way(name.slice('way:'.length));
  const { CATALOG, findCapability } = await import('../capabilities/catalog.js');
  return profileNamed(name, profiles) ?? capabilityNamed(name, profiles, CATALOG, findCapability);
}

function way(word: string): Found {
  const id = wayNamed(word);
  if (typeof id === 'string') return { article: ofWay(id), subject: { way: id } };
  const names = WAY_NAMES.filter((name) => name !== 'any');
  throw usageFault(`unknown way ${word}: ${hint(word, names, `it is one of ${names.join(', ')}`)}`);
}

function profileNamed(name: string, profiles: readonly Profile[]): Found | null {
  const bare = name.replace(/^profile:/, '');
  const profile = profiles.find((one) => one.name === bare);
  if (profile !== undefined) return { article: ofProfile(profile), subject: { profile } };
  if (bare === name) return null;
  const names = profiles.map((one) => one.name);
  throw usageFault(`unknown profile ${bare}: ${hint(bare, names, `it is one of ${names.join(', ')}`)}`);
}

function capabilityNamed(
  name: string,
  profiles: readonly Profile[],
  catalog: readonly CapabilityInfo[],
  find: (id: string) => CapabilityInfo | undefined,
): Found {
  const colon = name.indexOf(':');
  const [id, memory] = colon < 0 ? [name, null] : [name.slice(0, colon), name.slice(colon + 1)];
  const info = find(id);
  if (info === undefined) {
    const names = [...catalog.map((one) => one.id), ...profiles.map((one) => one.name)];
    throw usageFault(
      `unknown capability ${id}: ${hint(id, names, 'see hgm-probe list', '? See hgm-probe list')}`,
    );
  }
  const named = memory === null ? null : memoryOf(info, memory);
  const article = ofCapability(info, named, needsOf(info.id, named, profiles));
  return { article, subject: { info, memory: named } };
}

function hint(word: string, names: readonly string[], otherwise: string, end = '?'): string {
  const near = nearest(word, names);
  return near.length === 0 ? otherwise : `did you mean ${near.join(' or ')}${end}`;
}

/** Sizes that some kernel has on x86-64, or on arm64 with pages of 4K, 16K or 64K. */
const HUGE_SIZES = ['64K', '2M', '32M', '512M', '1G', '16G'].map((size) => `hugetlb-${size}`);

/** As a row has it: `2M` is `hugetlb-2M`, as in `require`. */
function memoryOf(info: CapabilityInfo, word: string): string {
  if (info.memories === 'none')
    throw usageFault(`${info.id} does not depend on memory: run hgm-probe explain ${info.id}`);
  const memory = /^\d+[KMGT]$/.test(word) ? `hugetlb-${word}` : word;
  const known = memory === 'anonymous' || memory === 'shmem' || HUGE_SIZES.includes(memory);
  const kinds = memoriesOf(info);
  if (known && kinds.includes(kindOf(memory))) return memory;
  const sizes = 'a huge page size such as 2M or hugetlb-2M';
  const named = kinds.map((kind) => (kind === 'hugetlb' ? sizes : kind));
  throw usageFault(`${info.id}:${word} names no memory of ${info.id}, which is ${list(named, 'or')}`);
}
