/** Numbers of userfaultfd's ioctls (include/uapi/linux/userfaultfd.h), as bits of what API and REGISTER answer. */
import { FEATURE } from './families/features.js';

export const IOCTL = {
  REGISTER: 0,
  UNREGISTER: 1,
  WAKE: 2,
  COPY: 3,
  ZEROPAGE: 4,
  MOVE: 5,
  WRITEPROTECT: 6,
  CONTINUE: 7,
  POISON: 8,
  RWPROTECT: 9,
  SET_MODE: 10,
  API: 63,
} as const;

const IOCTL_NAMES = new Map<number, string>(Object.entries(IOCTL).map(([name, bit]) => [bit, name]));

/** Of ioctls that public trees give other meanings (8 WAKE_THREAD, 9 DEACTIVATE): the feature that came with ours. */
const CAME_WITH: Readonly<Record<number, number>> = {
  [IOCTL.POISON]: FEATURE.POISON,
  [IOCTL.RWPROTECT]: FEATURE.RWP,
  [IOCTL.SET_MODE]: FEATURE.RWP,
};

/** `CONTINUE`, or `bit11` where no registry names it, or what came with the name is not offered. */
export function ioctlName(bit: number, offered: (feature: number) => boolean): string {
  const feature = CAME_WITH[bit];
  const known = feature === undefined || offered(feature);
  return (known ? IOCTL_NAMES.get(bit) : undefined) ?? `bit${bit}`;
}
