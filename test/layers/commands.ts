/** Commands of a report, run for real: each that is enough alone, each list in full, and what is open then. */
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Report } from '../../src/report/contract.js';
import { ownDev, row, type Setting, SHIPPED } from './machine.js';
import type { Seen } from './situation.js';

export const WAYS = ['open.device', 'open.user_mode_only', 'open.syscall'] as const;

/** One thing to do about a row: a command, or a list of them. */
export interface Remedy {
  id: string;
  commands: readonly string[];
}

export function remedies({ capabilities }: Report): Remedy[] {
  return capabilities.flatMap(({ id, action }) => {
    const commands = (action?.commands ?? []).map(({ command }) => command);
    if (action?.commandsAll === true) return [{ id, commands }];
    return commands.map((command) => ({ id, commands: [command] }));
  });
}

/** `mknod + setfacl | sysctl`: the first words of what is offered for that row. */
export const heads = (of: Report, row: string): string =>
  remedies(of)
    .filter(({ id }) => id === row)
    .map(({ commands }) => commands.map((command) => command.split(' ')[0]).join(' + '))
    .join(' | ');

/** A remedy that was run, and what the row says then: `supported works`. */
export interface Done extends Remedy {
  opened: string;
}

export const isOpen = ({ opened }: Done): boolean => /^(supported|limited|advertised) /.test(opened);

/** The situation for the table: the ways in, each other row that something was done about, and those that are named. */
export function seen(
  name: string,
  of: Report,
  done: readonly Done[] = [],
  named: readonly string[] = [],
): Seen {
  const ids = new Set<string>([...WAYS, ...named, ...done.map(({ id }) => id)]);
  const rows = [...ids].map((id) => {
    const { state, gate = null } = row(of, id);
    const own = done.filter((each) => each.id === id);
    const opened = own.filter(isOpen).length;
    return { id, state, gate, commands: own.length === 0 ? '' : heads(of, id), run: own.length, opened };
  });
  return { name, rows };
}

/** A private copy of what commands change outside of what a setting made: /dev, and /etc. */
export const aside = (): Setting =>
  ownDev(`mknod -m 0600 /dev/userfaultfd c 10 $minor
    at=$(mktemp -d); mount -t tmpfs -o mode=755 none $at; cp -a /etc/. $at; mount --bind $at /etc; umount -l $at; rmdir $at`);

/** The tool in that place after those commands, as who runs them would have it. */
export function afterDoing(place: Setting, who: Setting, commands: readonly string[]): Setting {
  const last = commands.at(-1) ?? '';
  // What starts a program has it in its last word.
  if (last.endsWith(' hgm-probe'))
    return [...place, 'sh', '-ec', `PATH=${programs()}:$PATH\n${last} "$@"`, 'sh'];
  return [
    ...place,
    'sh',
    '-ec',
    `said=$(${commands.join('\n')})\nexec "$@"`,
    'sh',
    ...afterLogin(who, commands),
    ...SHIPPED,
  ];
}

/** A new group counts from the next login on. */
const afterLogin = (who: Setting, commands: readonly string[]): Setting =>
  commands.some((command) => command.startsWith('groupadd'))
    ? who.map((word) => (word.startsWith('--clear-groups') ? '--init-groups' : word))
    : who;

let folder: string | null = null;
/** A folder with the tool by its name. */
function programs(): string {
  if (folder !== null) return folder;
  folder = mkdtempSync(join(tmpdir(), 'hgm-layers-'));
  const file = join(folder, 'hgm-probe');
  writeFileSync(file, `#!/bin/sh\nexec ${SHIPPED.join(' ')} "$@"\n`);
  chmodSync(file, 0o755);
  chmodSync(folder, 0o755);
  return folder;
}
