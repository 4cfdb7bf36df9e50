import type { Hgm } from '../../report/contract.js';
import type { Context } from '../context.js';
import { experiment, step, succeeded } from '../lookup.js';
import { type FoundSize, isFound, type SizeVerdict } from './hgm.js';

/** hugetlb_file_setup(): ENODEV for a size that is none, ENOSYS from the stub; EINVAL from memfd_create without it. */
const NO_SIZE = new Set(['ENODEV', 'ENOSYS', 'EINVAL']);

const nothing = { granuleBytes: null, dialect: null, proof: null };

/** One verdict over all huge page sizes: any that works makes it `supported`, only all absent make it `absent`. */
export function judgeOverall(context: Context, sizes: readonly SizeVerdict[]): Hgm {
  if (sizes.length === 0) {
    return hasNoSizes(context)
      ? { state: 'not_applicable', ...nothing, reason: 'no_hugetlb', granules: [] }
      : { state: 'unknown', ...nothing, reason: 'no_sizes_known', granules: [] };
  }
  const found = sizes.filter(isFound);
  if (found.length > 0) return supported(context, found, found.length === sizes.length);
  const reasons = sizes.map((size) => size.hgm.reason);
  if (sizes.every((size) => size.hgm.state === 'absent')) {
    const reason = reasons.includes('compiled_out') ? 'compiled_out' : String(reasons[0]);
    return { state: 'absent', ...nothing, reason, granules: [] };
  }
  for (const state of ['unknown', 'not_permitted'] as const) {
    const open = sizes.find((size) => size.hgm.state === state);
    if (open) return { state, ...nothing, reason: open.hgm.reason, granules: [] };
  }
  return {
    state: 'no_resources',
    ...nothing,
    reason: String(sizes.find((s) => s.hgm.state !== 'absent')?.hgm.reason),
    granules: [],
  };
}

/** The kernel was asked for a hugetlb file of every size and knew none, while it made one without. */
function hasNoSizes({ observations }: Context): boolean {
  const of = experiment(observations, 'sizes');
  const tried = of?.calls.filter((call) => /^(plain_)?size_/.test(call.step)) ?? [];
  const control = succeeded(step(of, 'memfd')) || succeeded(step(of, 'memfd_plain'));
  return (
    control &&
    of?.end === 'done' &&
    tried.length > 0 &&
    tried.every((call) => NO_SIZE.has(String(call.errno)))
  );
}

function supported(context: Context, found: readonly FoundSize[], everySize: boolean): Hgm {
  const dialects = new Set(found.map((size) => size.dialect));
  const [dialect = null] = dialects.size === 1 ? dialects : [];
  const several = found.find((size) => size.hgm.reason !== 'works');
  // Nothing is called granular here that is not so down to the base page.
  const granuleBytes = context.basePageBytes;
  return {
    state: 'supported',
    granuleBytes,
    dialect,
    proof: found.some((size) => size.proof === 'mapped') ? 'mapped' : 'accepted',
    reason: everySize ? (several?.hgm.reason ?? 'works') : 'some_sizes',
    granules: found.map(({ column, proof }) => ({ hugePageBytes: column.pageBytes, granuleBytes, proof })),
  };
}
