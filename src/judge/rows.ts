import type { Memory } from '../observe/observations.js';
import type { Capability, Hgm } from '../report/contract.js';
import { findCapability } from './catalog.js';
import type { Context } from './context.js';
import { judgeFeatures } from './features.js';
import type { Finding } from './finding.js';
import type { SizeVerdict } from './hgm.js';
import { judgeHgmFile } from './hgm-file.js';
import { judgeKernelFaults } from './kernel-faults.js';
import { inDoubt } from './not-taken-over.js';
import { OPERATIONS } from './operation-list.js';
import { judgeOperation } from './operations.js';
import { doubtPages } from './pages-not-taken-over.js';
import { judgeRegister, MODES } from './register.js';
import { firstKernel, isRelease } from './since.js';
import { type Column, kindOf } from './sizes.js';
import { judgeSplit } from './split.js';
import { isRfc } from './userfaultfd.js';

/** Calls of madvise(2): they need no descriptor. */
const ADVICE = new Set(['dontneed', 'remove', 'populate', 'collapse']);

/** Every capability of the report, in the order of the catalog; memory by memory within a row. */
export function judgeRows(context: Context, sizes: readonly SizeVerdict[], hgm: Hgm): Capability[] {
  const { columns, observations, ways } = context;
  const row = (id: string, memory: Memory | null, found: Finding): Capability =>
    rowOf(observations.host.arch, id, memory, found);
  return [
    ...sizes.map((size) => row('hgm', size.column.memory, size.hgm)),
    ...sizes.map(({ column, wayBack }) => row('hgm.collapse', column.memory, wayBack)),
    ...columns.map((column) => row('madv_split', column.memory, judgeSplit(context, column, sizes))),
    row('hgm.file', null, judgeHgmFile(observations)),
    row('open.syscall', null, ways.syscall),
    row('open.user_mode_only', null, ways.userModeOnly),
    row('open.device', null, ways.device),
    row('kernel_faults', null, inDoubt(context, judgeKernelFaults(context), true)),
    ...judgeFeatures(context, isRfc(hgm)).map(({ id, finding }) => row(id, null, inDoubt(context, finding))),
    ...MODES.flatMap((mode) =>
      columns.map((column) => {
        const found = judgeRegister(context, column, mode);
        return row(`register.${mode}`, column.memory, inDoubt(context, found));
      }),
    ),
    ...OPERATIONS.flatMap((operation) =>
      (['base', 'huge'] as const).flatMap((extent) =>
        columns
          .filter(({ kind }) => operation.extents(kind).includes(extent))
          .map((column) => {
            const id = `${operation.id}.${extent}`;
            const judged = judgeOperation(context, operation, column, extent);
            const opened = ADVICE.has(operation.id) ? judged : inDoubt(context, judged);
            const found = doubtPages(context, operation.id, column, opened);
            return row(id, column.memory, underHgm(id, found, sizes, column));
          }),
      ),
    ),
  ];
}

/** What HGM on that memory means for an operation whose experiment opts in to nothing. */
function underHgm(id: string, found: Finding, sizes: readonly SizeVerdict[], { memory }: Column): Finding {
  const size = sizes.find((each) => each.column.memory === memory);
  if (size === undefined) return found;
  if (id === 'continue.base') return baseUnderHgm(found, size);
  // The same advice on the same memory: what it did with base pages says more than an untouched page.
  return id === 'collapse.huge' && size.wayBack.state === 'supported' ? size.wayBack : found;
}

/** A refusal without opt-in is the last word only where there is no opt-in to be had. */
function baseUnderHgm(found: Finding, { hgm: { state } }: SizeVerdict): Finding {
  if (found.state === 'absent' && state !== 'absent') {
    return state === 'supported'
      ? { ...found, state: 'limited', reason: 'needs_hgm_opt_in' }
      : { ...found, state: 'unknown', reason: `hgm_${state}` };
  }
  // EFAULT on a hole is what granular memory says.
  return state === 'supported' && found.reason === 'unexpected_efault'
    ? { ...found, state: 'advertised', reason: 'accepted_not_observed' }
    : found;
}

function rowOf(arch: string, id: string, memory: Memory | null, found: Finding): Capability {
  const { state, reason, gate, action = null, evidence } = found;
  const info = findCapability(id);
  const first = info === undefined ? null : firstKernel(info, kindOf(memory), arch);
  const since = isRelease(first) ? first : null;
  return { id, memory, state, reason, ...(gate && { gate }), since, action, evidence };
}
