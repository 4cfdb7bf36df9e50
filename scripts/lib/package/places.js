/**
 * Places where a tool is run though nobody made room for it. Each is a mount namespace of its own, so root is
 * needed; nothing of it is seen outside.
 */

/** `run` is the command, with its program and package below /mnt; each gives the script that sets up the place. */
export const PLACES = {
  'a read-only root file system': ({ run }) => `
    mount -o remount,bind,ro /mnt && mount -o remount,bind,ro /
    if touch /etc/hgm-probe 2>/dev/null; then echo 'the root file system can be written' >&2; exit 1; fi
    ${run}`,
  'no HOME, and /tmp full': ({ run }) => `
    mount -t tmpfs -o size=4k tmpfs /tmp && (yes > /tmp/full || true) 2>/dev/null
    env -i ${run}`,
  '/tmp noexec': ({ run }) => `
    mount -t tmpfs -o noexec tmpfs /tmp
    ${run}`,
  'a user without a home or an entry in the password file': ({ run }) => `
    env -i HOME=/nonexistent setpriv --reuid=424242 --regid=424242 --clear-groups ${run}`,
};

/** A shell's arguments to `unshare`: the folder that holds program and package is /mnt. */
export const placeArguments = (folder, script) => [
  ...['--mount', '--propagation', 'private', 'sh', '-ec'],
  `mount --bind '${folder}' /mnt; cd /; ${script}`,
];
