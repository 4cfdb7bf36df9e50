/** Users and groups as the files of /etc have them, with no program asked. */
import { readRaw } from '../files/bounded-text.js';
import type { Root } from '../files/caller/root.js';

export interface Account {
  name: string;
  uid: number;
  gid: number;
}

export type Database = 'passwd' | 'group';

const FILE_BYTES = 16 * 1024 * 1024;

export function lines(database: Database, root: Root = '/'): string[][] {
  const text = readRaw(root, `/etc/${database}`, FILE_BYTES) ?? '';
  return text.split('\n').map((each) => each.split(':'));
}

/** Those of the names that the host has, in their order. */
export function localAccounts(names: readonly string[], root: Root = '/'): Account[] {
  const all = lines('passwd', root);
  return [...new Set(names)].flatMap((name) => {
    const [, , uid = '', gid = ''] = all.find((fields) => fields[0] === name) ?? [];
    return isId(uid) && isId(gid) ? [{ name, uid: Number(uid), gid: Number(gid) }] : [];
  });
}

const isId = (field: string): boolean => /^\d{1,10}$/.test(field);

/** Groups that name the account as a member. */
export function membership(name: string, root: Root = '/'): number[] {
  return lines('group', root)
    .filter((fields) => fields[3]?.split(',').includes(name) && isId(fields[2] ?? ''))
    .map((fields) => Number(fields[2]));
}

/**
 * Whether nothing but files knows of groups, by /etc/nsswitch.conf. What systemd adds are the users of its own services,
 * members of nothing.
 */
export function groupsAreLocal(root: Root = '/'): boolean {
  const text = readRaw(root, '/etc/nsswitch.conf', FILE_BYTES) ?? '';
  const asked = text.split('\n').filter((line) => /^\s*(?:group|initgroups)\s*:/.test(line));
  return asked.length > 0 && asked.every((line) => /:(?:\s+(?:files|systemd|\[[^\]]*\]))+\s*$/.test(line));
}
