/** The rows of KVM, a rule for each. */
import { memoriesOf } from '../../capabilities/capability.js';
import { KVM, type KvmId } from '../../capabilities/families/kvm.js';
import type { Memory } from '../../observe/observations.js';
import type { Context } from '../context.js';
import type { Finding } from '../finding.js';
import { experiment } from '../lookup.js';
import type { Column } from '../sizes.js';
import { kvmInDoubt } from '../ways/not-taken-over.js';
import { judgeKvmFault, judgeMemoryFaultExit } from './fault.js';
import {
  judgeGmemCollapse,
  judgeGmemCreate,
  judgeGmemMmap,
  judgeGmemPunch,
  judgeGmemRegister,
  judgeGmemStage2,
} from './gmem.js';
import { judgeKvmOpen } from './open.js';
import { judgeDirtyJoin, judgeDirtySplit, judgeKvmCollapse, judgeStage2 } from './stage2.js';

type Rule = (context: Context, open: Finding, column: Column) => Finding;

/** Of those without memory the column is none of theirs. */
const RULES: Readonly<Record<Exclude<KvmId, 'kvm.open'>, Rule>> = {
  'kvm.fault.base': judgeKvmFault,
  'kvm.fault.huge': judgeKvmFault,
  'kvm.stage2.base': judgeStage2,
  'kvm.stage2.huge': judgeStage2,
  'kvm.collapse.huge': judgeKvmCollapse,
  'kvm.dirty.split': judgeDirtySplit,
  'kvm.dirty.join': judgeDirtyJoin,
  'kvm.exit.memory_fault': judgeMemoryFaultExit,
  'gmem.create': judgeGmemCreate,
  'gmem.mmap': judgeGmemMmap,
  'gmem.punch.base': judgeGmemPunch,
  'gmem.register.missing': (context, open) => judgeGmemRegister(context, open, 'missing'),
  'gmem.register.wp': (context, open) => judgeGmemRegister(context, open, 'wp'),
  'gmem.register.minor': (context, open) => judgeGmemRegister(context, open, 'minor'),
  'gmem.register.rwp': (context, open) => judgeGmemRegister(context, open, 'rwp'),
  'gmem.stage2.huge': judgeGmemStage2,
  'gmem.collapse.huge': judgeGmemCollapse,
};

export interface KvmRow {
  id: KvmId;
  memory: Memory | null;
  found: Finding;
}

/**
 * None where nobody looked for KVM. Where it is not there, or was not tried, one says so and the others would say no
 * more.
 */
export function judgeKvm(context: Context): KvmRow[] {
  const { observations, columns } = context;
  const made = experiment(observations, 'kvm.open') !== undefined;
  if (!made && observations.settings.kvm === null) return [];
  const open = judgeKvmOpen(observations);
  const first: KvmRow = { id: 'kvm.open', memory: null, found: open };
  if (!made) return [first];
  const ids = Object.keys(RULES) as Exclude<KvmId, 'kvm.open'>[];
  const rows = ids.flatMap((id): KvmRow[] => {
    const judge = (column: Column) => kvmInDoubt(context, RULES[id](context, open, column));
    if (KVM[id].memories === 'none')
      return columns.slice(0, 1).map((any) => ({ id, memory: null, found: judge(any) }));
    return columns
      .filter(({ kind }) => memoriesOf(KVM[id]).includes(kind))
      .map((column) => ({ id, memory: column.memory, found: judge(column) }));
  });
  return [first, ...rows];
}
