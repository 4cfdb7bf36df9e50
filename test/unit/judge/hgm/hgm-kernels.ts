/** HGM kernels as `hgm-ground-truth.md` saw them, made out of the stock host. */
import type { Call, Dialect, Experiment, Observations } from '../../../../src/observe/observations.js';
import { answering, control, G1, having, huge, K4, look, M2, no, ok, run, setup } from '../build.js';
import { hole, STOCK } from '../stock.js';

export const DIALECTS = ['rfc-v1', 'rfc-v2', 'madv-split'] as const;

/** Past the alignment check: there is just no page. */
export function granular(pageBytes: number, dialect: Dialect): Experiment {
  const efault = (step: string) => no(step, 'EFAULT', { mapped: -14 });
  const of = answering(hole(pageBytes, dialect), efault('continue_base'));
  const between = pageBytes > M2 ? [efault('continue_2M')] : [];
  const optIn = dialect === 'madv-split' ? [ok('opt_in', {}, 'setup')] : [];
  return answering(of, ...between, ...optIn);
}

/** The whole proof, with these calls put in the place of what an HGM kernel answers. */
export function proven(pageBytes: number, dialect: Dialect, ...odd: Call[]): Experiment {
  const calls = [
    control('fstatfs', { type: '0x958458f6', blockBytes: pageBytes }),
    ...['alias', 'map', 'store', 'open_user_mode', 'api', 'register'].map((step) => setup(step)),
    control('continue_whole', { mapped: pageBytes }),
    no('base_on_whole', 'EEXIST', { mapped: -17 }),
    setup('unmap_whole'),
    ok('continue_base', { mapped: K4 }),
    look('load_base', { byte: 69, expected: 69 }),
    look('load_neighbour', { signal: 'SIGBUS', offset: 24576, expectedOffset: 24576 }),
    no('again', 'EEXIST', { mapped: -17 }),
    ok('collapse'),
    look('load_after_collapse', { byte: 70, expected: 70 }),
  ];
  return answering(run('hgm_proof', calls, { ...huge(pageBytes), dialect }), ...odd);
}

export const marker = (pageBytes: number, call: Call = ok('collapse')): Experiment =>
  run('hgm_collapse', [control('range'), call], huge(pageBytes));

/** A kernel where exactly these dialects are granular, on both sizes, with no page borrowed. */
export function kernel(...dialects: Dialect[]): Observations {
  const unproven = { ...STOCK, experiments: STOCK.experiments.filter(({ id }) => id !== 'hgm_proof') };
  const sizes = [M2, G1];
  return having(
    unproven,
    ...sizes.flatMap((size) => dialects.map((dialect) => granular(size, dialect))),
    ...sizes.map((size) => marker(size)),
  );
}

/** RFC v2 with HGM compiled out: hugetlb refused through a descriptor with bit 13, and only there. */
export function compiledOut(pageBytes: number): Experiment {
  const of = hole(pageBytes, 'rfc-v2');
  const before = of.calls.filter((call) => !/^(register|continue)/.test(call.step));
  const register = no('register', 'EINVAL', {}, 'setup');
  const opens = [setup('open_user_mode'), setup('api')];
  const calls = [...before, register, control('register_shmem'), ...opens, control('register_plain')];
  return { ...of, calls };
}
