import { list } from '../../ground/units.js';
import type { ProfileVerdict, Report } from '../../report/contract.js';
import { stateOfHgm } from '../serving.js';
import { asWhom } from '../table/host.js';
import { IN_SHORT } from '../table/profiles.js';
import { printable } from '../text.js';

/** Two lines, however long: what serves faults of a base page here, and who is ready. */
export function brief(report: Report): string[] {
  return [faults(report), readiness(report)].map(printable);
}

function faults({ hgm, ways, host }: Report): string {
  const fine = ways.filter(
    ({ state, faultBytes }) => state === 'supported' && faultBytes === host.basePageBytes,
  );
  const served =
    fine.length === 0
      ? 'nothing seen to work'
      : list(
          fine.map(({ id }) => id),
          'or',
        );
  return `HGM ${stateOfHgm(hgm)}; faults of a base page for big guests: ${served}`;
}

function readiness({ profiles, ranAs }: Report): string {
  const all = Object.entries(profiles);
  const parts = (Object.keys(IN_SHORT) as ProfileVerdict['state'][]).flatMap((state) => {
    const names = all.filter(([, verdict]) => verdict.state === state).map(([name]) => name);
    return names.length === 0 ? [] : [`${IN_SHORT[state]}: ${names.join(', ')}`];
  });
  return `${asWhom(ranAs)}: ${parts.length === 0 ? 'no profile was judged' : parts.join('; ')}`;
}
