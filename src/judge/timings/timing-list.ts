import { TIMED_GUESTS } from '../../capabilities/families/kvm.js';
import type { Column } from '../sizes.js';

/** A call that runs time, on one kind of memory. */
export interface Timeable {
  id: string;
  experiment: string;
  kind: Column['kind'] | null;
  /** Needs HGM; every kernel has the others, which stand there for comparison. */
  hgm: boolean;
  /** By a guest's vCPU, where one was seen to meet faults as a guest does. */
  guest: boolean;
  /** Missed in a bench only. */
  deep: boolean;
}

const MEMORIES = { A: 'anonymous', S: 'shmem', H: 'hugetlb', '-': null } as const;

/**
 * Id, experiment, and where: A anonymous, S shmem, H hugetlb as every kernel has it, G hugetlb with HGM, - no
 * memory. In small letters: in a bench only, or, as `fault.poll` with HGM, no loss where it is not, for there is a row
 * of that name without HGM. HGM's rows are in the order of use: opt in, the first granule of
 * a huge page, the later ones, the last hole, the way back.
 */
const LIST = [
  ['memcpy', 'time.memcpy', '-'],
  ['thp_split', 'time.thp_split', 'A'],
  ['regain.huge', 'time.regain', 'A S'],
  ['continue.base', 'time.continue', 'S'],
  ['continue.huge', 'time.continue', 'H'],
  ['continue.batch', 'time.batch', 's g'],
  ['fault.poll', 'time.fault', 'A S H g'],
  ['fault.spin', 'time.fault', 'a s h g'],
  ['fault.vcpu.poll', 'time.vcpu', 'A S H'],
  ['fault.vcpu.spin', 'time.vcpu', 'a s h'],
  ['touch.vcpu', 'time.vcpu', 'A S H'],
  ['prefault.base', 'time.second_stage', 'a s'],
  ['prefault.huge', 'time.second_stage', 'h'],
  ['dirty_log.on', 'time.second_stage', 'a s h'],
  ['dirty_log.off', 'time.second_stage', 'a s h'],
  ['writeprotect.base', 'time.writeprotect', 'a s'],
  ['writeprotect.huge', 'time.writeprotect', 'h'],
  ['copy.base', 'time.copy', 'A s'],
  ['copy.huge', 'time.copy', 'h'],
  ['poison.base', 'time.poison', 'a s'],
  ['poison.huge', 'time.poison', 'h'],
  ['madv_split', 'time.split', 'G'],
  ['continue.first_base', 'time.hgm', 'G'],
  ['continue.later_base', 'time.hgm', 'G'],
  ['continue.last_base', 'time.hgm', 'G'],
  ['continue.piece', 'time.hgm', 'G'],
  ['collapse', 'time.hgm', 'G'],
] as const;

export const TIMEABLE: readonly Timeable[] = LIST.flatMap(([id, experiment, where]) =>
  where.split(' ').map((letter): Timeable => {
    const place = letter.toUpperCase();
    const hgm = place === 'G';
    const kind = MEMORIES[(hgm ? 'H' : place) as keyof typeof MEMORIES];
    return { id, experiment, kind, hgm, guest: TIMED_GUESTS.includes(experiment), deep: letter !== place };
  }),
);
