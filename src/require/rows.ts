/** Finds the rows of a report that a term speaks of. */

import { findCapability } from '../capabilities/catalog.js';
import { KVM } from '../capabilities/families/kvm.js';
import { withId } from '../ground/by-id.js';
import { isHugetlb, pageBytesOf, shortName } from '../ground/memory.js';
import { list } from '../ground/units.js';
import type { Capability, Report } from '../report/contract.js';
import { EVERY_SIZE } from './language/memory.js';

/** Rows, or why there are none and whether that is an answer. */
export type Found = { rows: readonly Capability[] } | { rows: null; why: string; conclusive: boolean };

export function findRows(report: Report, id: string, memory: string | null): Found {
  const rows = withId(report.capabilities, id);
  if (rows.length === 0) return missingRow(report, id);
  if (memory === null) return { rows: applicable(rows) };
  const named = rows.filter((row) => (memory === EVERY_SIZE ? isHugetlb(row.memory) : row.memory === memory));
  return named.length > 0 ? { rows: named } : missingMemory(report, memory);
}

/** Memory that knows no such thing does not speak against it, unless none does. */
function applicable(rows: readonly Capability[]): readonly Capability[] {
  const some = rows.filter((row) => row.state !== 'not_applicable');
  return some.length > 0 ? some : rows;
}

function missingRow(report: Report, id: string): Found {
  if (findCapability(id)?.memories === 'hugetlb' && sizes(report).length === 0)
    return missingMemory(report, EVERY_SIZE);
  // Where KVM does not open one row can say so, for all of them.
  const kvm = report.capabilities.find((row) => row.id === 'kvm.open');
  if (Object.hasOwn(KVM, id) && (kvm?.state === 'absent' || kvm?.state === 'not_permitted')) {
    const why = kvm.state === 'absent' ? 'no driver of KVM runs here' : 'kvm.open is not permitted';
    return { rows: null, why, conclusive: true };
  }
  // Bits without a name have a row only where the kernel offers them.
  if (/^feature\.bit\d+$/.test(id) && report.userfaultfd.features !== null)
    return { rows: null, why: 'not offered', conclusive: true };
  return { rows: null, why: 'the report has no such row', conclusive: false };
}

function missingMemory(report: Report, memory: string): Found {
  const has = sizes(report);
  if (has.length > 0 && pageBytesOf(memory) !== null) {
    const words = has.map(shortName);
    return { rows: null, why: `this host has no such pages, it has ${list(words)}`, conclusive: true };
  }
  if (report.hgm.state === 'not_applicable')
    return { rows: null, why: 'this host has no huge page sizes', conclusive: true };
  return { rows: null, why: `the report says nothing of ${memory}`, conclusive: false };
}

/** Columns of huge pages in the report. */
function sizes(report: Report): string[] {
  const all = report.capabilities.flatMap(({ memory }) => (isHugetlb(memory) ? [memory] : []));
  return [...new Set(all)];
}
