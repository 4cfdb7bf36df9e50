/** Builders for hand-made observations: what a kernel could have answered, said in few words. */
import type {
  Call,
  Dialect,
  End,
  Experiment,
  Memory,
  Observations,
  Pool,
  Role,
  Series,
  Value,
} from '../../../src/observe/observations.js';

type Out = Record<string, Value>;

export const K4 = 4096;
export const M2 = 2 ** 21;
export const G1 = 2 ** 30;

/** A call that succeeded. */
export function ok(step: string, out: Out = {}, role: Role = 'test', ret = 0): Call {
  return { step, role, call: step, args: {}, ret, errno: null, out };
}

/** A call that failed with that errno. */
export function no(step: string, errno: string, out: Out = {}, role: Role = 'test'): Call {
  return { step, role, call: step, args: {}, ret: -1, errno, out };
}

/** A call that never came back. */
export function lost(step: string, role: Role = 'test'): Call {
  return { step, role, call: step, args: {}, ret: null, errno: null, out: {} };
}

export const setup = (step: string, out: Out = {}): Call => ok(step, out, 'setup');
export const control = (step: string, out: Out = {}): Call => ok(step, out, 'control');
export const look = (step: string, out: Out): Call => ok(step, out, 'look');

/** The opening of an experiment, from the descriptor to the registered memory. */
export function ready(ioctls?: string): Call[] {
  const register = setup('register', ioctls === undefined ? {} : { ioctls });
  return [setup('open_user_mode'), setup('api'), setup('map'), register];
}

/** Every way to a descriptor refused, as under a seccomp filter. */
export const REFUSED_OPENS: Call[] = [
  no('open_user_mode', 'EPERM', {}, 'setup'),
  no('open_device', 'ENOENT', {}, 'setup'),
  no('open_syscall', 'EPERM', {}, 'setup'),
];

export interface Where {
  memory?: Memory | null;
  pageBytes?: number | null;
  dialect?: Dialect | null;
  end?: End;
  signal?: string | null;
  series?: Series[];
}

export function run(id: string, calls: Call[], where: Where = {}): Experiment {
  const { memory = null, pageBytes = null, dialect = null, end = 'done', signal = null, series = [] } = where;
  return { id, memory, pageBytes, dialect, end, signal, calls, series };
}

/** The place of hugetlb memory of that size. */
export const huge = (pageBytes: number): Where => ({
  memory: pageBytes === G1 ? 'hugetlb-1G' : 'hugetlb-2M',
  pageBytes,
});

const same = (a: Experiment, b: Experiment): boolean =>
  a.id === b.id && a.memory === b.memory && a.dialect === b.dialect;

/** The observations with these experiments put in the place of their namesakes, or added. */
export function having(observations: Observations, ...experiments: Experiment[]): Observations {
  const kept = observations.experiments.filter((old) => !experiments.some((one) => same(one, old)));
  return { ...observations, experiments: [...kept, ...experiments] };
}

/** The pools of the observations, that of 2M with what is given here. */
export const poolsWith = ({ poolsBefore }: Observations, change: Partial<Pool>): Pool[] =>
  poolsBefore.map((pool) => (pool.pageBytes === M2 ? { ...pool, ...change } : pool));

/** The observations without the experiments of these names. */
export function without(observations: Observations, ...ids: string[]): Observations {
  return { ...observations, experiments: observations.experiments.filter(({ id }) => !ids.includes(id)) };
}

/** One experiment of the observations with one of its calls put in the place of the same step, or added. */
export function answering(of: Experiment, ...calls: Call[]): Experiment {
  const added = calls.filter((call) => !of.calls.some(({ step }) => step === call.step));
  const replaced = of.calls.map((old) => calls.find(({ step }) => step === old.step) ?? old);
  return { ...of, calls: [...replaced, ...added] };
}

/** An experiment up to and with that step. */
export function upTo(
  of: Experiment,
  step: string,
  end: End = 'done',
  signal: string | null = null,
): Experiment {
  const at = of.calls.findIndex((call) => call.step === step);
  return { ...of, calls: of.calls.slice(0, at + 1), end, signal };
}

export function pick(observations: Observations, id: string, memory: Memory | null = null): Experiment {
  const found = observations.experiments.find((one) => one.id === id && one.memory === memory);
  if (!found) throw new Error(`no experiment ${id} on ${memory}`);
  return found;
}

/** The same on a kernel that shows nothing of userfaultfd: no sysctl, no device, no line of its configuration. */
export function unseen(observations: Observations): Observations {
  const { settings, witnesses } = observations;
  return {
    ...observations,
    settings: { ...settings, unprivilegedUserfaultfd: null, deviceInProcMisc: false, deviceShown: null },
    witnesses: { ...witnesses, kconfig: { ...witnesses.kconfig, userfaultfd: null } },
  };
}
