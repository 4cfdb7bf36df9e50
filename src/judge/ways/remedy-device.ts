/**
 * Commands that open a device to the caller. What stands in the way stands in the kernel's order
 * (fs/namei.c, may_open: the mount, the mode, the device cgroup), and all of it has to go: a gate behind the first
 * that no command is known for leaves none worth giving.
 */
import type { Observations } from '../../observe/observations.js';
import type { Action, Remedy } from '../../report/contract.js';
import { ignoresFileModes } from './caller.js';
import type { Device } from './device.js';
import { type DeviceNode, deviceNode } from './device-node.js';
import { accountWord, type Place, placeOf } from './remedy-place.js';

export type Commands = Pick<Action, 'commands' | 'commandsAll'>;

/** What one gate asks for: a command, nothing, or something that nobody has a command for. */
type Step = Remedy | 'open' | 'stuck';

/** What comes with the node. */
const WITH: Readonly<Record<Device['name'], string>> = {
  userfaultfd: ', with faults of the kernel',
  kvm: '',
};

/** For udev(7), which makes the node at boot. */
const RULE = 'KERNEL=="userfaultfd", GROUP="userfaultfd", MODE="0660"';

/** @param cgroupRefuses whether it was the device cgroup that refused */
export function deviceCommands(of: Observations, cgroupRefuses: boolean, device: Device): Commands {
  const node = deviceNode(of, device);
  const place = placeOf(of, device);
  if (node === null || place === null) return {};
  // A list that leaves the device out forbids to make its node, too (security/device_cgroup.c, DEVCG_ACC_MKNOD).
  const bars = isMissing(node) && of.layers?.deviceCgroup?.devices === 'limited';
  const steps = [
    bars ? allowed(of, device, 'rwm') : 'open',
    made(of, place, node, device),
    remounted(place, node, device),
    granted(of, place, node, device),
    cgroupRefuses && !bars ? allowed(of, device, 'rw') : 'open',
  ];
  const commands = steps.filter((step): step is Remedy => typeof step === 'object');
  if (steps.includes('stuck') || commands.length === 0) return {};
  if (commands.length > 1) return { commands, commandsAll: true };
  // What the mode says to the owner, and the list to an account by its number, decides before any group.
  const byGroup = needsGrant(of, place, node) && !node.owned && !node.named;
  return { commands: [...commands, ...(byGroup ? forGroup(place, device) : [])] };
}

const isMissing = ({ errno, isDevice }: DeviceNode): boolean => errno === 'ENOENT' || isDevice === false;

function made(of: Observations, { node: path, inside }: Place, node: DeviceNode, device: Device): Step {
  const minor = device.minor(of);
  // What is not known to be the device is not opened to anybody, and what a user namespace mounted opens to nobody.
  if (!isMissing(node)) return node.isDevice === true && node.userMount !== 'shown' ? 'open' : 'stuck';
  // A file system that was mounted in a user namespace opens no device (fs/super.c, SB_I_NODEV).
  if (minor === null || inside || node.readOnly || node.isDirectory) return 'stuck';
  const clear = node.errno === null ? `rm ${path} && ` : '';
  return {
    command: `${clear}mknod -m 0600 ${path} c 10 ${minor}`,
    opens: 'the device to root of that mount namespace; others then need access to the node.',
  };
}

function remounted({ process, inside }: Place, { nodev }: DeviceNode, { path }: Device): Step {
  if (!nodev) return 'open';
  // Flags of a mount that came from another user namespace are locked (fs/namespace.c, MNT_LOCK_NODEV).
  if (inside) return 'stuck';
  const remount = `mount -o remount,bind,dev "$(findmnt -fno TARGET -T ${path})"`;
  return {
    command: process === null ? remount : `nsenter -t ${process} -m -r sh -c '${remount}'`,
    opens: 'every device node of that mount, as its mode says.',
  };
}

/** Whether the mode of the node, or of the one that is to be made, keeps the caller out. */
export function needsGrant(of: Observations, { uid }: Place, node: DeviceNode): boolean {
  return isMissing(node)
    ? !ignoresFileModes(of.ranAs) && uid !== 0
    : node.errno === null && node.allows !== true;
}

function granted(of: Observations, place: Place, node: DeviceNode, { path, name }: Device): Step {
  if (!needsGrant(of, place, node)) return 'open';
  if (node.readOnly) return 'stuck';
  // The owner's own bits decide before any entry that names it.
  const entry = node.owned && !isMissing(node) ? 'u::rw' : `u:${place.uid}:rw`;
  return {
    command: `setfacl -m ${entry} ${place.node}`,
    opens: `${path} to ${accountWord(place)} alone${WITH[name]}; until the node is made anew at boot.`,
  };
}

/** Of /dev/kvm the group has a name of its own on each distribution. */
function forGroup({ name, node, inside }: Place, device: Device): Remedy[] {
  if (name === null || inside || device.name !== 'userfaultfd' || node !== device.path) return [];
  return [
    {
      command:
        `groupadd -rf userfaultfd && usermod -aG userfaultfd ${name} && setfacl -m g:userfaultfd:rw ${node} && ` +
        `mkdir -p /etc/udev/rules.d && echo '${RULE}' >/etc/udev/rules.d/70-userfaultfd.rules`,
      opens: `${node} to every member of the group userfaultfd, from their next login on, and after each boot.`,
    },
  ];
}

/** Version 1: what a cgroup allows, all above it must allow (security/device_cgroup.c, parent_has_perm). */
function allowed(of: Observations, device: Device, access: 'rw' | 'rwm'): Step {
  const cgroup = of.layers?.deviceCgroup ?? null;
  const minor = device.minor(of);
  if (cgroup?.version !== 1 || minor === null || !/^(?:\/[\w@.:-]+)+$/.test(cgroup.path)) return 'stuck';
  const names = cgroup.path.split('/').slice(1);
  const files = names.map(
    (_, at) => `/sys/fs/cgroup/devices/${names.slice(0, at + 1).join('/')}/devices.allow`,
  );
  return {
    command: files.map((file) => `echo 'c 10:${minor} ${access}' >${file}`).join(' && '),
    opens: 'the device to every process of that cgroup and of those above it.',
  };
}
