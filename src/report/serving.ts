/** The ways to serve a guest on big pages, in a few bytes and back. */
import { parseSize } from '../ground/size.js';
import type { Document, Serving, State, Way } from './contract.js';

/** The map that stands in both forms of the document. */
export const servingOf = (ways: readonly Way[]): Serving =>
  Object.fromEntries(
    ways.map(({ id, state, reason }) => [id, reason === 'works' ? state : `${state}:${reason}`]),
  );

/** The ways that such a map stands for, without figures. */
export function waysOf({ serving = {}, hgm, host }: Document): Way[] {
  return Object.entries(serving).map(([id, cell]) => {
    const [state = '', reason = 'works'] = cell.split(/:(.*)/s);
    const faultBytes = faultOf(id, hgm, host.basePageBytes);
    return {
      id,
      faultBytes,
      state: state as State,
      reason,
      stallNs: null,
      regain: null,
      parts: [],
      rests: [],
    };
  });
}

function faultOf(id: string, { granules }: Document['hgm'], basePageBytes: number): number {
  const [, kind, size = ''] = /^(hgm|hugetlb)-(.*)$/.exec(id) ?? [];
  const bytes = parseSize(size);
  if (kind === undefined || bytes === null) return basePageBytes;
  if (kind === 'hugetlb') return bytes;
  return granules.find(({ hugePageBytes }) => hugePageBytes === bytes)?.granuleBytes ?? basePageBytes;
}
