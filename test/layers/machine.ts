/** Real layers on this machine: how a setting is made around the tool, and what its report says. */
import { execFileSync, type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TOOL as BUNDLE } from '../../scripts/lib/package/tool.js';
import type { Capability, Report } from '../../src/report/contract.js';
import { withWord } from './words.js';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const RUN = fileURLToPath(new URL('../../bin/run.js', import.meta.url));
const FILTER = join(HERE, 'build', 'filter');
export const SYSCTL = '/proc/sys/vm/unprivileged_userfaultfd';

export const NOBODY = 65534;
/** A group that no account of a test machine is in. */
export const GROUP = 64123;
export const TOOL = [process.execPath, RUN];
/** As it is shipped. */
export const SHIPPED = [process.execPath, BUNDLE];

export const has = (program: string): boolean =>
  spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;

/** Why none of this can be done here, or null. */
export function whyNot(): string | null {
  if (process.geteuid?.() !== 0) return 'making layers needs root';
  const missing = ['unshare', 'setpriv', 'setfacl', 'chroot', 'gcc'].filter((program) => !has(program));
  if (missing.length > 0) return `missing here: ${missing.join(', ')} (util-linux, acl, gcc)`;
  if (!existsSync('/dev/userfaultfd')) return 'this machine has no /dev/userfaultfd';
  const mounts = spawnSync('unshare', ['-m', 'true']);
  return mounts.status === 0 ? null : 'no mount namespace can be made here';
}

/** A command in front of the tool: `setpriv …`, `unshare …`. */
export type Setting = readonly string[];

export const asUser = (uid: number, ...groups: number[]): Setting => {
  const supplementary = groups.length === 0 ? '--clear-groups' : `--groups=${groups.join(',')}`;
  return ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, supplementary];
};

/** A mount namespace of its own, prepared by a shell script as root. */
export const mounted = (script: string): Setting => [
  'unshare',
  '-m',
  'sh',
  '-ec',
  `${script}\nexec "$@"`,
  'sh',
];

/** As `mounted`, with a /dev of its own that holds what Node needs and what the script makes. */
export const ownDev = (script: string): Setting =>
  mounted(`mount -t tmpfs -o mode=755 none /dev
    mknod -m 666 /dev/null c 1 3; mknod -m 666 /dev/zero c 1 5; mknod -m 666 /dev/urandom c 1 9
    minor=$(sed -n 's/ *\\([0-9]*\\) userfaultfd$/\\1/p' /proc/misc)
    ${script}`);

export type Answer = 'eperm' | 'eacces' | 'enosys' | 'kill' | 'trap' | 'hang';

/** Under a filter that gives one call that answer: userfaultfd(2), or ioctl(UFFDIO_API). */
export function filtered(answer: Answer, call: 'userfaultfd' | 'api' = 'userfaultfd'): Setting {
  mkdirSync(join(HERE, 'build'), { recursive: true });
  const source = join(HERE, 'filter.c');
  const fresh = existsSync(FILTER) && statSync(FILTER).mtimeMs > statSync(source).mtimeMs;
  if (!fresh) execFileSync('gcc', ['-O1', '-Wall', '-o', FILTER, source]);
  return [FILTER, `${answer}:${call}`];
}

export const run = (setting: Setting, flags: readonly string[] = []): SpawnSyncReturns<string> =>
  start([...setting, ...SHIPPED, ...flags]);

export function start([program = '', ...args]: readonly string[]): SpawnSyncReturns<string> {
  return spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 26, cwd: '/' });
}

export const report = (setting: Setting, flags: readonly string[] = []): Report =>
  reportOf([...setting, ...SHIPPED], flags);

/** The report of a command that ends in the tool. */
export function reportOf(command: readonly string[], flags: readonly string[] = []): Report {
  const { stdout, stderr, status } = start([
    ...command,
    '--json',
    '--no-latency',
    '--borrow',
    'none',
    ...flags,
  ]);
  if (status !== 0 || stderr !== '') throw new Error(`exit ${status}: ${stderr}`);
  return JSON.parse(stdout) as Report;
}

export function row({ capabilities }: Report, id: string): Capability {
  const found = capabilities.find((each) => each.id === id && each.memory === null);
  if (found === undefined) throw new Error(`no row ${id}`);
  return found;
}

/** `not_permitted sysctl_and_no_capability sysctl`: all that a way in is said to be. */
export function said(of: Report, id: string): string {
  const { state, reason, gate } = row(of, id);
  return [state, reason, ...(gate === undefined ? [] : [gate])].join(' ');
}

/** Runs the body with the sysctl at that value and puts it back. */
export const withSysctl = <T>(value: 0 | 1, body: () => T): T => withWord([[SYSCTL, String(value)]], body);
