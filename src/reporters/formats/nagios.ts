import { sizeWord } from '../../ground/size.js';
import { words } from '../../ground/units.js';
import { type Checked, check, worst } from '../../report/check.js';
import type { Report } from '../../report/contract.js';
import type { Reporter } from '../reporter.js';
import { plain } from './plain.js';

/**
 * The output of a monitoring plugin: one line, what was found, a bar, performance data
 * (monitoring-plugins.org, guidelines 2.2 and 2.6).
 *
 * @param names see `check`
 */
export const nagios =
  (names: readonly string[]): Reporter =>
  (report) => {
    const checked = check(report, names);
    const verdict = worst(checked.map((one) => one.verdict));
    const data = perfdata(report);
    const bar = data.length === 0 ? '' : ` | ${data.join(' ')}`;
    return `HGM ${verdict} - ${plain(checked.map(said).join('; '))}${bar}\n`;
  };

const said = ({ name, says }: Checked): string => `${name} ${words(says)}`;

/**
 * Medians in seconds and free huge pages: `'LABEL'=VALUE[UOM];[warn];[crit];[min];[max]`. A median that this run has not
 * is `U`, which stands for a value that could not be had (monitoring-plugins.org, guideline 2.6): a graph goes on.
 */
function perfdata({ latency, pools }: Report): string[] {
  const times = Object.entries(latency).map(
    ([name, { p50Ns }]) => `${label(name)}=${p50Ns === null ? 'U' : `${(p50Ns / 1e9).toFixed(9)}s`};;;0`,
  );
  const free = pools.flatMap(({ pageBytes, free, total }) =>
    free === null ? [] : [`${label(`free ${sizeWord(pageBytes)} pages`)}=${free};;;0;${total ?? ''}`],
  );
  return [...times, ...free];
}

/** Any character but the equals sign and the quote, which is doubled. */
const label = (name: string): string => `'${plain(name).replaceAll("'", "''").replaceAll('=', '-')}'`;
