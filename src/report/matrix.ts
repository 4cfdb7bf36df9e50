import type { Capability, Gate, Matrix, State } from './contract.js';

/** The column of what does not depend on memory. */
const HOST = 'host';

/** Reasons that say no more than the state that they stand beside. */
const PLAIN: Readonly<Record<string, string>> = {
  supported: 'works',
  absent: 'refused',
  advertised: 'offered',
  not_applicable: 'memory_type',
};

/** The rows of a report as the map that stands in both forms of the document; see `Matrix` of the contract. */
export function matrixOf(capabilities: readonly Capability[]): Matrix {
  const rows = new Map<string, [string, string][]>();
  for (const capability of capabilities) {
    const row = rows.get(capability.id) ?? [];
    rows.set(capability.id, [...row, [capability.memory ?? HOST, cell(capability)]]);
  }
  return Object.fromEntries([...rows].map(([id, row]) => [id, Object.fromEntries(row)]));
}

function cell({ state, reason, gate }: Capability): string {
  if (gate !== undefined) return reason === gate ? `${state}:${gate}` : `${state}:${gate}/${reason}`;
  return PLAIN[state] === reason ? state : `${state}:${reason}`;
}

/** The rows that such a map stands for; evidence, action and first kernel stand in the full form alone. */
export function rowsOf(matrix: Matrix): Capability[] {
  return Object.entries(matrix).flatMap(([id, row]) =>
    Object.entries(row).map(([memory, cell]) => ({
      id,
      memory: memory === HOST ? null : memory,
      ...read(cell),
      since: null,
      action: null,
      evidence: [],
    })),
  );
}

/** The contract has checked that the state is one. */
function read(cell: string): Pick<Capability, 'state' | 'reason' | 'gate'> {
  const [, state = '', said] = /^([^:]*)(?::(.*))?$/s.exec(cell) ?? [];
  if (state !== 'not_permitted' || said === undefined)
    return { state: state as State, reason: said ?? PLAIN[state] ?? state };
  const [gate = '', reason = gate] = said.split('/');
  return { state, reason, gate: gate as Gate };
}
