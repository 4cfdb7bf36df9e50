import type { Observations, RanAs } from '../../observe/observations.js';
import type { Capability, Difference, Report, Rights } from '../../report/contract.js';

/** Rights, in the contract's order. */
export const rights = (of: RanAs): Rights => ({
  user: of.user,
  euid: of.euid,
  egid: of.egid,
  groups: of.groups,
  capabilities: of.capabilities,
  initialUserNamespace: of.initialUserNamespace,
  noNewPrivs: of.noNewPrivs,
  seccompMode: of.seccompMode,
  lsmLabel: of.lsmLabel,
});

/** The observations of who asked, as of a run of their own; null where the run was that. */
export function callersOwn({ caller, ...rest }: Observations): Observations | null {
  return caller === null ? null : { ...rest, ...caller, takenOn: null, caller: null };
}

/** What differs for who asked, row by row; `theirs` are the rows of the report. */
export function compareCaller(own: Report, theirs: readonly Capability[]): NonNullable<Report['caller']> {
  const key = ({ id, memory }: Capability): string => `${id} ${memory}`;
  const known = new Map(theirs.map((row) => [key(row), row]));
  const { takenOn: _takenOn, notTakenOver: _notTakenOver, ...ranAs } = own.ranAs;
  const differences = own.capabilities
    .filter((row) => {
      const other = known.get(key(row));
      return other?.state !== row.state || other.reason !== row.reason || other.gate !== row.gate;
    })
    .map(
      ({ id, memory, state, reason, gate }): Difference => ({
        id,
        memory,
        state,
        reason,
        ...(gate && { gate }),
      }),
    );
  return { ranAs, differences };
}
