import { list } from '../../ground/units.js';
import type { ProfileVerdict, Report } from '../../report/contract.js';
import { stateOfHgm, stateWords } from '../serving.js';
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
      ? refused(ways)
      : list(
          fine.map(({ id }) => id),
          'or',
        );
  return `HGM ${stateOfHgm(hgm)}; faults of a base page for big guests: ${served}`;
}

/** One refusal stands before all of them where no way was let through: that is no word on what the kernel can do. */
function refused(ways: Report['ways']): string {
  const all = [...new Set(ways.map(stateWords))];
  const one = ways.every(({ state }) => state === 'not_permitted') ? all[0] : undefined;
  return all.length === 1 && one !== undefined ? one : 'nothing seen to work';
}

function readiness({ profiles, ranAs }: Report): string {
  const all = Object.entries(profiles);
  const parts = (Object.keys(IN_SHORT) as ProfileVerdict['state'][]).flatMap((state) => {
    const names = all.filter(([, verdict]) => verdict.state === state).map(([name]) => name);
    return names.length === 0 ? [] : [`${IN_SHORT[state]}: ${names.join(', ')}`];
  });
  return `${asWhom(ranAs)}: ${parts.length === 0 ? 'no profile was judged' : parts.join('; ')}`;
}
