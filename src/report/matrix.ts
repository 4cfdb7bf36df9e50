import type { Capability, Gate, Matrix, State } from './contract.js';

/** The column of what does not depend on memory. */
const HOST = 'host';

interface Plain {
  state: State;
  /** How the ids begin that it is true of. */
  prefix: string;
  reason: string;
}

/**
 * Reasons that say no more than the state that they stand beside: the ordinary ones, most of any document. The
 * first that fits; what a feature and a device are absent for is not a refused call.
 */
export const PLAIN_REASONS: readonly Plain[] = [
  { state: 'absent', prefix: 'feature.', reason: 'not_offered' },
  { state: 'absent', prefix: 'open.device', reason: 'not_in_kernel' },
  { state: 'absent', prefix: '', reason: 'refused' },
  { state: 'supported', prefix: '', reason: 'works' },
  { state: 'advertised', prefix: '', reason: 'offered' },
  { state: 'no_resources', prefix: '', reason: 'pool_empty' },
  { state: 'not_applicable', prefix: '', reason: 'memory_type' },
];

const plainReason = (id: string, state: State): string | undefined =>
  PLAIN_REASONS.find((plain) => plain.state === state && id.startsWith(plain.prefix))?.reason;

/** The rows of a report as the map that stands in both forms of the document; see `Matrix` of the contract. */
export function matrixOf(capabilities: readonly Capability[]): Matrix {
  const rows = new Map<string, [string, string][]>();
  for (const capability of capabilities) {
    const entry: [string, string] = [capability.memory ?? HOST, cell(capability)];
    const row = rows.get(capability.id);
    if (row === undefined) rows.set(capability.id, [entry]);
    else row.push(entry);
  }
  return Object.fromEntries([...rows].map(([id, row]) => [id, Object.fromEntries(row)]));
}

function cell({ id, state, reason, gate }: Capability): string {
  if (gate !== undefined) return reason === gate ? `${state}:${gate}` : `${state}:${gate}/${reason}`;
  return plainReason(id, state) === reason ? state : `${state}:${reason}`;
}

/** The rows that such a map stands for; evidence, action and first kernel stand in the full form alone. */
export function rowsOf(matrix: Matrix): Capability[] {
  return Object.entries(matrix).flatMap(([id, row]) =>
    Object.entries(row).map(([memory, cell]) => ({
      id,
      memory: memory === HOST ? null : memory,
      ...read(id, cell),
      since: null,
      action: null,
      evidence: [],
    })),
  );
}

/** The contract has checked that the state is one. */
function read(id: string, cell: string): Pick<Capability, 'state' | 'reason' | 'gate'> {
  const [, state = '', said] = /^([^:]*)(?::(.*))?$/s.exec(cell) ?? [];
  if (state !== 'not_permitted' || said === undefined)
    return { state: state as State, reason: said ?? plainReason(id, state as State) ?? state };
  const [gate = '', reason = gate] = said.split('/');
  return { state, reason, gate: gate as Gate };
}
