/** Users and groups by name or number: the name service through getent(1), the files of /etc where that is not there. */
import { spawnSync } from 'node:child_process';
import { type Account, type Database, lines, membership } from './local-accounts.js';

export type { Account } from './local-accounts.js';

/** Not the caller's PATH: this may run as root. */
const ENVIRONMENT = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };
const PATIENCE_MS = 10_000;

/** The account, or null where no database has it. */
export function findAccount(user: string): Account | null {
  const [name, , uid, gid] = entry('passwd', user) ?? [];
  return name === undefined ? null : { name, uid: Number(uid), gid: Number(gid) };
}

/** Id of the group, or null where no database has it. */
export function findGroup(group: string): number | null {
  const id = entry('group', group)?.[2];
  return id === undefined ? null : Number(id);
}

/** Every group that the account is in, its own first one included. */
export function groupsOf({ name, gid }: Account): number[] {
  const said = ask('id', ['-G', '--', name]);
  const ids = said === null ? membership(name) : said.trim().split(/\s+/).map(Number);
  return [...new Set([gid, ...ids.filter(Number.isSafeInteger)])].sort((a, b) => a - b);
}

function entry(database: Database, key: string): string[] | null {
  const line = ask('getent', ['--', database, key])?.split('\n')[0];
  const found = line === undefined ? lines(database).find((each) => isOf(each, key)) : line.split(':');
  return found !== undefined && /^\d+$/.test(found[2] ?? '') ? found : null;
}

/** A number is first a name: that is how chown(1) and setpriv(1) read it. */
const isOf = (fields: readonly string[], key: string): boolean =>
  fields[0] === key || (/^\d+$/.test(key) && fields[2] === key);

/** What the program says; null where it is not there, fails or finds nothing. */
function ask(program: string, args: string[]): string | null {
  const { status, stdout } = spawnSync(program, args, {
    env: ENVIRONMENT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: PATIENCE_MS,
  });
  return status === 0 && stdout !== '' ? stdout : null;
}
