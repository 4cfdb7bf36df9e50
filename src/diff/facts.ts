/** Facts that a report states of host, caller and run, each under the cause that it belongs to. */

import { sizeWord } from '../ground/size.js';
import type { Report } from '../report/contract.js';
import type { FactCause, FactChange } from './contract.js';

type Value = FactChange['old'];
type Facts = Map<string, { cause: FactCause; value: Value }>;

/** What differs, in the order of the report; a fact that one side does not have is null there. */
export function factChanges(before: Report, after: Report): FactChange[] {
  const [old, now] = [facts(before), facts(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((name) => {
    const [one, other] = [old.get(name), now.get(name)];
    const change = { name, old: one?.value ?? null, new: other?.value ?? null };
    if (change.old === change.new) return [];
    // A page not taken because of a flag on one side is about the flag, whatever stopped the other.
    const cause = [one?.cause, other?.cause].includes('tool') ? 'tool' : (one?.cause ?? other?.cause);
    return cause === undefined ? [] : [{ cause, ...change }];
  });
}

function facts(report: Report): Facts {
  const found: Facts = new Map();
  const add = (cause: FactCause, prefix: string, values: Readonly<Record<string, Value>>): void => {
    for (const [name, value] of Object.entries(values)) found.set(prefix + name, { cause, value });
  };
  const { host, ranAs, settings, tool, schemaVersion } = report;
  const { arch, basePageBytes, kernelRelease, kernelBuild } = host;
  add('kernel', 'host.', { arch, basePageBytes, kernelRelease, kernelBuild });
  const { bootParameters, faultSizes, ...others } = settings;
  add('configuration', 'settings.', { ...others, bootParameters: bootParameters?.join(' ') ?? null });
  for (const memory of ['anonymous', 'shmem'] as const)
    for (const when of ['anyhow', 'advised'] as const) {
      const sizes = faultSizes?.[memory][when].map(sizeWord).join(' ') ?? null;
      add('configuration', `settings.faultSizes.${memory}.`, { [when]: sizes });
    }
  const { groups, takenOn, notTakenOver: _, ...rights } = ranAs;
  const place = { groups: groups?.join(' ') ?? null, takenOn: takenOn?.how ?? null };
  add('privilege', 'ranAs.', { ...rights, ...place });
  for (const { pageBytes, total, overcommit, free, reserved, surplus } of report.pools) {
    const pool = `pools[${sizeWord(pageBytes)}].`;
    add('configuration', pool, { total, overcommit });
    add('resources', pool, { free, reserved, surplus });
  }
  for (const { pageBytes, reason } of report.ledger)
    add(FLAGS.has(reason) ? 'tool' : 'resources', `ledger[${sizeWord(pageBytes)}].`, { reason });
  add('tool', 'tool.', { version: tool.version });
  add('tool', '', { schemaVersion });
  return found;
}

/** Decisions on a page that only the flags made (src/observe/plan/borrow.ts). */
const FLAGS = new Set(['declined', 'too_large']);

/**
 * What both kernels said of themselves and said differently: features, ioctls, HGM's dialect and granules, and
 * witnesses of it. Where one side got no answer it is the caller's doing, and the rows tell.
 */
export function answerChanges(before: Report, after: Report): FactChange[] {
  const masks = (['features', 'ioctls'] as const).flatMap((name) => {
    const [old, now] = [before.userfaultfd[name], after.userfaultfd[name]];
    if (old === null || now === null || old === now) return [];
    return [kernelFact(`userfaultfd.${name}`, old, now)];
  });
  const witnesses = before.witnesses.flatMap(({ id, says }) => {
    const now = after.witnesses.find((one) => one.id === id)?.says ?? 'nothing';
    if (says === 'nothing' || now === 'nothing' || says === now) return [];
    return [kernelFact(`witnesses.${id}`, says, now)];
  });
  return [...masks, ...hgm(before, after), ...witnesses];
}

function hgm({ hgm: old }: Report, { hgm: now }: Report): FactChange[] {
  const granules = old.granules.flatMap(({ hugePageBytes, granuleBytes }) => {
    const other =
      now.granules.find((one) => one.hugePageBytes === hugePageBytes)?.granuleBytes ?? granuleBytes;
    if (other === granuleBytes) return [];
    return [kernelFact(`hgm.granules[${sizeWord(hugePageBytes)}].granuleBytes`, granuleBytes, other)];
  });
  if (old.dialect === null || now.dialect === null || old.dialect === now.dialect) return granules;
  return [kernelFact('hgm.dialect', old.dialect, now.dialect), ...granules];
}

const kernelFact = (name: string, old: Value, now: Value): FactChange => ({
  cause: 'kernel',
  name,
  old,
  new: now,
});
