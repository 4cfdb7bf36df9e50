/** Names for the numbers that the kernel answers with. */
import { constants } from 'node:os';

/** Node knows the errnos of its libc; the kernel has some that its table leaves out. */
const ERRNOS = new Map<number, string>([
  [133, 'EHWPOISON'],
  ...Object.entries(constants.errno).map(([name, number]): [number, string] => [number, name]),
  // One number, two names: the kernel says EAGAIN and EOPNOTSUPP.
  [constants.errno.EAGAIN, 'EAGAIN'],
  [constants.errno.EOPNOTSUPP, 'EOPNOTSUPP'],
]);

const SIGNALS = new Map(Object.entries(constants.signals).map(([name, number]) => [number as number, name]));

/** `EINVAL` for 22; `E999` for one without a name. */
export function errnoName(errno: number): string {
  return ERRNOS.get(errno) ?? `E${errno}`;
}

/** `SIGBUS` for 7; `SIG99` for one without a name. */
export function signalName(signal: number): string {
  return SIGNALS.get(signal) ?? `SIG${signal}`;
}
