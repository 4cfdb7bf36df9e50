/** Commands of a report, run for real: each that is enough alone, each list in full, and what is open then. */
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Report } from '../../src/report/contract.js';
import { ownDev, type Setting, TOOL } from './machine.js';

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
    ...TOOL,
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
  writeFileSync(file, `#!/bin/sh\nexec ${TOOL.join(' ')} "$@"\n`);
  chmodSync(file, 0o755);
  chmodSync(folder, 0o755);
  return folder;
}
