import type { Observations } from '../observe/observations.js';
import type { Action, Remedy } from '../report/contract.js';
import { ACTIONS } from './actions.js';
import { deviceNode } from './device-node.js';
import { hasDevice } from './layers.js';

/** A name that a shell takes as it stands. */
const PLAIN = /^[a-z_][a-z0-9_.-]*$/i;
const NODE = '/dev/userfaultfd';
/** For udev(7), which makes the node at boot. */
const RULE = 'KERNEL=="userfaultfd", GROUP="userfaultfd", MODE="0660"';

/** Ways in that can be refused, with an action for each. */
export type Refusal =
  | 'sysctl'
  | 'namespace'
  | 'nodeMode'
  | 'nodeMissing'
  | 'nodeOther'
  | 'pathMode'
  | 'mountNodev'
  | 'userMount'
  | 'deviceCgroup'
  | 'seccomp'
  | 'lsm'
  | 'unexplained';

const SYSCTL: Remedy = {
  command: 'sysctl -w vm.unprivileged_userfaultfd=1',
  opens:
    'userfaultfd, with faults of the kernel, to every user and container of this host, until the next boot; ' +
    'exploits of the kernel like to have it.',
};

/** @param deviceOpens whether the device gives this caller a descriptor already */
type Commands = (of: Observations, deviceOpens: boolean) => Remedy[];

/** Refused by the sysctl: it is 0 then. */
const ladder: Commands = (of, deviceOpens) => [...node(of, deviceOpens), SYSCTL, ...capability(of)];
const node: Commands = (of, deviceOpens) => (deviceOpens ? [] : [...makeNode(of), ...grantNode(of)]);

const COMMANDS: Readonly<Partial<Record<Refusal, Commands>>> = {
  sysctl: ladder,
  namespace: ladder,
  nodeMode: grantNode,
  nodeMissing: makeNode,
  nodeOther: makeNode,
  mountNodev: () => [
    { command: 'mount -o remount,dev /dev', opens: 'every device node of that mount, as its mode says.' },
  ],
  deviceCgroup,
  // The device needs no system call that such a filter names.
  seccomp: node,
};

/** The action of a refused way in, with commands for the account that was refused, the least privilege first. */
export function remedy(of: Observations, deviceOpens: boolean, refusal: Refusal): Action {
  const commands = COMMANDS[refusal]?.(of, deviceOpens) ?? [];
  return commands.length === 0 ? ACTIONS[refusal] : { ...ACTIONS[refusal], commands };
}

/** What a feature asks for that nothing but the capability gives. */
export function ptraceAction(of: Observations): Action {
  const commands = capability(of);
  return commands.length === 0 ? ACTIONS.ptrace : { ...ACTIONS.ptrace, commands };
}

/** The account as the host knows it: in a user namespace its name and number mean somebody else there. */
function account({ ranAs, layers }: Observations): { name: string | null; word: string } | null {
  if (ranAs.initialUserNamespace === true) {
    const name = ranAs.user !== null && PLAIN.test(ranAs.user) ? ranAs.user : null;
    return { name, word: name ?? String(ranAs.euid) };
  }
  const outer = layers?.outerUid ?? null;
  return outer === null ? null : { name: null, word: String(outer) };
}

/** Known of the kernel, or seen where that could not be read. */
const mayHaveDevice = (of: Observations): boolean => hasDevice(of) ?? deviceNode(of)?.errno === null;

function makeNode(of: Observations): Remedy[] {
  const node = deviceNode(of);
  const minor = of.layers?.deviceMinor ?? null;
  const stands = node === null || (node.errno !== 'ENOENT' && node.isDevice !== false);
  if (stands || minor === null) return [];
  const clear = node.errno === 'ENOENT' ? '' : `rm ${NODE} && `;
  return [
    {
      command: `${clear}mknod -m 0600 ${NODE} c 10 ${minor}`,
      opens: 'the device to root of that mount namespace; others then need access to the node.',
    },
  ];
}

function grantNode(of: Observations): Remedy[] {
  const who = account(of);
  if (who === null || !mayHaveDevice(of)) return [];
  const acl: Remedy = {
    command: `setfacl -m u:${who.word}:rw ${NODE}`,
    opens: `${NODE} to ${who.word} alone, with faults of the kernel; until the node is made anew at boot.`,
  };
  if (who.name === null) return [acl];
  return [
    acl,
    {
      command:
        `groupadd -rf userfaultfd && usermod -aG userfaultfd ${who.name} && ` +
        `echo '${RULE}' >/etc/udev/rules.d/70-userfaultfd.rules && udevadm control --reload && ` +
        'udevadm trigger --name-match=userfaultfd',
      opens: `${NODE} to every member of the group userfaultfd, from their next login on, and after each boot.`,
    },
  ];
}

/** A capability of a user namespace does not count, so there is no such command inside of one. */
function capability(of: Observations): Remedy[] {
  const who = account(of);
  if (who === null || of.ranAs.initialUserNamespace !== true) return [];
  const groups = who.name === null ? '--clear-groups' : '--init-groups';
  return [
    {
      command:
        `setpriv --reuid=${who.word} --regid=${of.ranAs.egid} ${groups} ` +
        '--inh-caps=+sys_ptrace --ambient-caps=+sys_ptrace hgm-probe',
      opens:
        'the memory of every process of this host to the program that stands in the place of hgm-probe, ' +
        'and to all that it starts.',
    },
  ];
}

function deviceCgroup({ layers }: Observations): Remedy[] {
  const cgroup = layers?.deviceCgroup ?? null;
  const minor = layers?.deviceMinor ?? null;
  const unit = /([\w@.:-]+\.(?:service|scope))$/.exec(cgroup?.path ?? '')?.[1];
  if (cgroup?.version === 2 && unit !== undefined) {
    const command = `systemctl set-property --runtime ${unit} 'DeviceAllow=${NODE} rw'`;
    return [{ command, opens: `the device to every process of ${unit}, until the next boot.` }];
  }
  if (cgroup?.version !== 1 || minor === null || !/^[\w@.:/-]+$/.test(cgroup.path)) return [];
  const command = `echo 'c 10:${minor} rw' >/sys/fs/cgroup/devices${cgroup.path}/devices.allow`;
  return [{ command, opens: 'the device to every process of that cgroup.' }];
}
