import { type Declared, memoriesOf } from '../capabilities/capability.js';
import { findCapability } from '../capabilities/catalog.js';
import { HGM, type HgmId } from '../capabilities/families/hgm.js';
import { OPEN, type OpenId } from '../capabilities/families/open.js';
import { OPERATIONS } from '../capabilities/families/operations.js';
import { PRIVATE } from '../capabilities/families/private.js';
import { MODES, registerId } from '../capabilities/families/register.js';
import { SERVED } from '../capabilities/families/served.js';
import { THP, type ThpId } from '../capabilities/families/thp.js';
import { TRACKING } from '../capabilities/families/tracking.js';
import { WAITS } from '../capabilities/families/waits.js';
import { isAdvice, isOn, operationId } from '../capabilities/operation.js';
import { firstKernel, isRelease } from '../capabilities/since.js';
import { kindOf } from '../ground/memory.js';
import type { Memory } from '../observe/observations.js';
import type { Capability, Hgm } from '../report/contract.js';
import type { Context } from './context.js';
import type { Finding } from './finding.js';
import type { SizeVerdict } from './hgm/hgm.js';
import { judgeHgmFile } from './hgm/hgm-file.js';
import { judgeSplit } from './hgm/split.js';
import { judgeKvm } from './kvm/rows.js';
import { judgeFeatures } from './operations/features.js';
import { judgeOperation } from './operations/operations.js';
import { judgePrivate } from './operations/private.js';
import { judgeRegister } from './operations/register.js';
import { judgeServed } from './operations/served.js';
import { isRfc } from './operations/userfaultfd.js';
import { judgeWait } from './operations/waits.js';
import { doubtPages } from './pools/pages-not-taken-over.js';
import type { Column } from './sizes.js';
import { judgeIsolation } from './thp/isolation.js';
import { judgeRegain } from './thp/regain.js';
import { judgeTracking } from './tracking/tracking.js';
import { judgeKernelFaults } from './ways/kernel-faults.js';
import { inDoubt } from './ways/not-taken-over.js';

/** A row without its name. */
type Told = readonly [memory: Memory | null, found: Finding];

const HGM_RULES: Readonly<Record<HgmId, (context: Context, sizes: readonly SizeVerdict[]) => Told[]>> = {
  hgm: (_, sizes) => sizes.map(({ column, hgm }) => [column.memory, hgm]),
  'hgm.collapse': (_, sizes) => sizes.map(({ column, wayBack }) => [column.memory, wayBack]),
  madv_split: (context, sizes) =>
    context.columns.map((column) => [column.memory, judgeSplit(context, column, sizes)]),
  'hgm.file': ({ observations }) => [[null, judgeHgmFile(observations)]],
};

const OPEN_RULES: Readonly<Record<OpenId, (context: Context) => Finding>> = {
  'open.syscall': ({ ways }) => ways.syscall,
  'open.user_mode_only': ({ ways }) => ways.userModeOnly,
  'open.device': ({ ways }) => ways.device,
  kernel_faults: (context) => inDoubt(context, judgeKernelFaults(context), true),
};

const THP_RULES: Readonly<Record<ThpId, (context: Context, column: Column) => Finding>> = {
  'isolation.base': judgeIsolation,
  'regain.huge': judgeRegain,
};

/** Every capability of the report, in the order of the catalog; memory by memory within a row. */
export function judgeRows(context: Context, sizes: readonly SizeVerdict[], hgm: Hgm): Capability[] {
  const { columns, observations } = context;
  const row = (id: string, memory: Memory | null, found: Finding): Capability =>
    rowOf(observations.host.arch, id, memory, found);
  /** Each capability of it on each memory that it has rows for. */
  const family = <Id extends string>(
    declared: Declared<Id>,
    judge: (id: Id, column: Column) => Finding,
  ): Capability[] =>
    (Object.keys(declared) as Id[]).flatMap((id) =>
      columns
        .filter(({ kind }) => memoriesOf(declared[id]).includes(kind))
        .map((column) => row(id, column.memory, judge(id, column))),
    );
  return [
    ...(Object.keys(HGM) as HgmId[]).flatMap((id) =>
      HGM_RULES[id](context, sizes).map(([memory, found]) => row(id, memory, found)),
    ),
    ...(Object.keys(OPEN) as OpenId[]).map((id) => row(id, null, OPEN_RULES[id](context))),
    ...judgeFeatures(context, isRfc(hgm)).map(({ id, finding }) => row(id, null, inDoubt(context, finding))),
    ...MODES.flatMap((mode) =>
      columns.map((column) => {
        const found = judgeRegister(context, column, mode);
        return row(registerId(mode), column.memory, inDoubt(context, found));
      }),
    ),
    ...OPERATIONS.flatMap((operation) =>
      operation.rows.flatMap((declared) =>
        columns
          .filter(({ kind }) => isOn(declared, kind))
          .map((column) => {
            const id = operationId(operation, declared);
            const judged = judgeOperation(context, operation, declared, column);
            const opened = isAdvice(operation) ? judged : inDoubt(context, judged);
            const found = doubtPages(context, operation.id, column, opened);
            return row(id, column.memory, underHgm(id, found, sizes, column));
          }),
      ),
    ),
    ...family(WAITS, (id, column) => inDoubt(context, judgeWait(context, id, column))),
    ...family(SERVED, (id, column) => inDoubt(context, judgeServed(context, id, column))),
    ...family(PRIVATE, (id, column) => judgePrivate(context, id, column)),
    ...family(TRACKING, (id, column) => inDoubt(context, judgeTracking(context, id, column))),
    ...family(THP, (id, column) => inDoubt(context, THP_RULES[id](context, column))),
    ...judgeKvm(context).map(({ id, memory, found }) => row(id, memory, found)),
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
  const first = info === undefined ? null : firstKernel(info, memory === null ? null : kindOf(memory), arch);
  const since = isRelease(first) ? first : null;
  return { id, memory, state, reason, ...(gate && { gate }), since, action, evidence };
}
