/** Which experiments a run makes, on which memory, in which order. */

import { FEATURE_EXPERIMENTS } from '../../capabilities/families/features.js';
import { GUEST_EXPERIMENTS, KVM_EXPERIMENTS } from '../../capabilities/families/kvm.js';
import { OPERATIONS } from '../../capabilities/families/operations.js';
import { PRIVATE_EXPERIMENT } from '../../capabilities/families/private.js';
import { SERVED_EXPERIMENT } from '../../capabilities/families/served.js';
import { THP_EXPERIMENTS } from '../../capabilities/families/thp.js';
import { TRACKING_EXPERIMENT } from '../../capabilities/families/tracking.js';
import { WAITS_EXPERIMENT } from '../../capabilities/families/waits.js';
import { isAdvice, isPlanned } from '../../capabilities/operation.js';
import { hugetlbOf, type Kind } from '../../ground/memory.js';
import { planTimings } from './plan-timings.js';
import {
  DIALECTS,
  isTaken,
  LARGEST_THP,
  NOWHERE,
  type Place,
  type Planned,
  planned,
  type Situation,
} from './planned.js';

export type { Planned, Situation } from './planned.js';

const ADVICE = new Set(OPERATIONS.filter(isAdvice).map(({ id }) => id));
const THP: ReadonlySet<string> = new Set(THP_EXPERIMENTS);
/** What does not depend on who asks. */
const FOR_ALL: ReadonlySet<string> = new Set([
  'split',
  WAITS_EXPERIMENT,
  SERVED_EXPERIMENT,
  PRIVATE_EXPERIMENT,
  TRACKING_EXPERIMENT,
]);
/** What a user is asked of KVM: whether it opens, and serves. */
const MACHINES: ReadonlySet<string> = new Set(['kvm.exit', 'kvm.stage2', 'gmem']);

/**
 * Before anything else asks for a descriptor, or calls UFFDIO_API on it: a seccomp supervisor that does not answer
 * (SECCOMP_RET_USER_NOTIF) is met here, once as the caller and once in the place of another.
 */
const FIRST_DEADLINE_MS = 2_500;

export function planRun(situation: Situation): Planned[] {
  const { pools, latency, kvm = false } = situation;
  const smallThp = situation.thpBytes <= LARGEST_THP;
  const sizes = pools.map((pool) => pool.pageBytes);
  const plans: Planned[] = [];
  const add = (id: string, where: Partial<Place> = {}) =>
    plans.push(planned(id, { ...NOWHERE, ...where }, situation));

  add('caller');
  // Their refusals, each of which may be a line in a log, are for all that follow.
  for (const id of ['ways', 'api'])
    plans.push(planned(id, NOWHERE, situation, { deadlineMs: FIRST_DEADLINE_MS }));
  for (const id of ['kernel_faults.device', 'kernel_faults.syscall']) add(id);
  if (!situation.quietFaults) add('kernel_faults.user_mode_only');
  for (const id of FEATURE_EXPERIMENTS) add(id);
  for (const id of kvm ? KVM_EXPERIMENTS : []) if (smallThp || id !== 'gmem') add(id);
  for (const memory of ['anonymous', 'shmem'] as const) {
    const thp = smallThp ? THP_EXPERIMENTS : [];
    const files = memory === 'shmem' ? [PRIVATE_EXPERIMENT] : [];
    const served = [WAITS_EXPERIMENT, SERVED_EXPERIMENT, ...files];
    const calls = [...operationsOn(memory, situation), ...served, TRACKING_EXPERIMENT];
    for (const id of ['register', ...calls, ...thp, 'split']) add(id, { memory });
    for (const id of kvm ? GUEST_EXPERIMENTS : []) if (smallThp || id !== 'kvm.stage2') add(id, { memory });
  }
  for (const pageBytes of sizes) {
    const place = { memory: hugetlbOf(pageBytes), pageBytes };
    for (const id of [
      'register',
      ...operationsOn('hugetlb', situation),
      PRIVATE_EXPERIMENT,
      TRACKING_EXPERIMENT,
    ])
      add(id, place);
    for (const id of ['split.shared', 'split.private', 'hgm_collapse']) add(id, place);
    for (const dialect of DIALECTS) add('hgm_hole', { ...place, dialect });
    for (const dialect of isTaken(situation, pageBytes) ? DIALECTS : [])
      add('hgm_proof', { ...place, dialect });
    for (const id of kvm && isTaken(situation, pageBytes) ? GUEST_EXPERIMENTS : []) add(id, place);
  }
  return latency ? [...plans, ...planTimings(situation)] : plans;
}

/** Calls of a descriptor first. */
function operationsOn(kind: Kind, { thpBytes }: Situation): string[] {
  const planned = OPERATIONS.filter(
    (one) => isPlanned(one, kind) && !(one.makesThp && thpBytes > LARGEST_THP),
  );
  return [...planned.filter((one) => !isAdvice(one)), ...planned.filter(isAdvice)].map(({ id }) => id);
}

/**
 * In the place of a user beside a whole run: what asks for a descriptor, or needs one, on memory of the base page, and
 * what hugetlb memory can be registered for. The rest does not depend on who asks, or takes pages and time.
 */
export function planUser(situation: Omit<Situation, 'borrows' | 'latency' | 'deviceOnly'>): Planned[] {
  const plans = planRun({ ...situation, borrows: [], latency: false });
  return plans.filter(({ id, pageBytes }) =>
    pageBytes === null
      ? !ADVICE.has(id) && !THP.has(id) && !MACHINES.has(id) && !FOR_ALL.has(id)
      : id === 'register',
  );
}

/** The one experiment that finds the huge page sizes where sysfs does not tell them. */
export function planSizes(): Planned {
  return planned('sizes', NOWHERE, {
    pools: [],
    borrows: [],
    quiet: true,
    quietFaults: true,
    thpBytes: 0,
    latency: false,
  });
}
