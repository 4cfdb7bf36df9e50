import type { Count, ProfileCount, Summary } from '../../../fleet/ask/summary.js';
import { sizeWord } from '../../../ground/size.js';
import { words } from '../../../ground/units.js';
import { figure, hosts, name } from '../../fleet/page.js';
import { READINESS } from '../../table/profiles.js';
import type { Part } from '../frame.js';
import { type Markup, markup } from '../markup.js';
import { table } from '../table.js';
import { cut, fleetPage, STANDINGS, share, standingTag, totalOf, type Who } from './page.js';

const MOST = 100;

/** Counts with bars, on a page. */
export function summaryPage(answer: Summary, who: Who): string {
  const { by } = answer;
  const granules = by.granuleBytes.map((one) => ({
    ...one,
    value: one.value === null ? 'none' : sizeWord(one.value),
  }));
  const gates = by.gate.map((one) => ({ ...one, value: words(one.value ?? 'open') }));
  const verdicts = by.verdict.map((one) => ({ ...one, value: words(one.value ?? '-') }));
  const lists: [string, string, string, readonly Count[]][] = [
    ['verdict', 'Verdict', 'verdicts', verdicts],
    ['granuleBytes', 'Granule', 'granules', granules],
    ['kernel', 'Kernel', 'kernels', by.kernel],
    ['arch', 'Architecture', 'architectures', by.arch],
    ['gate', 'Gate', 'gates', gates],
  ];
  const cuts = [
    ...lists.flatMap(([of, , what, counts]) =>
      cut(
        Math.min(MOST, counts.length),
        totalOf(answer.cuts, `by.${of}`, counts.length),
        `${what}: those with most hosts`,
      ),
    ),
    ...cut(
      answer.profiles.length,
      totalOf(answer.cuts, 'profiles', answer.profiles.length),
      'counts of profiles, by name',
    ),
  ];
  const [first, ...others] = lists.map(
    ([id, title, , counts]): Part => ({ id, title, body: bars(id, title, counts) }),
  );
  const profiles = { id: 'profiles-part', title: 'Who is ready', body: readiness(answer.profiles) };
  return fleetPage('summary', headline(by.verdict), who, cuts, [
    first ?? null,
    answer.profiles.length === 0 ? null : profiles,
    ...others,
  ]);
}

/** `HGM: absent on 5 hosts, unknown on 1 host`. */
function headline(verdicts: readonly Count[]): string {
  const said = verdicts
    .filter((one) => one.hosts > 0)
    .map((one) => `${words(name(one.value))} on ${hosts(one.hosts)}`);
  return said.length === 0 ? 'No host counts' : `HGM: ${said.join(', ')}`;
}

function bars(id: string, title: string, counts: readonly Count[]): Markup {
  const all = counts.reduce((sum, one) => sum + one.hosts, 0);
  const some = counts.some(({ expired }) => expired > 0);
  const rows = counts
    .slice(0, MOST)
    .map((one) => [
      name(one.value),
      figure(one.hosts),
      share(one.hosts, all),
      ...(some ? [one.expired === 0 ? '' : figure(one.expired)] : []),
    ]);
  const heading = [title.toLowerCase(), 'hosts', 'share', ...(some ? ['expired'] : [])];
  return table(`${id}-table`, `Hosts by ${title.toLowerCase()}`, heading, [{ title: null, rows }]);
}

/** Profiles against states; what another version calls otherwise comes last. */
function readiness(counts: readonly ProfileCount[]): Markup {
  const rank = (state: string): number => STANDINGS.indexOf(state) + 1 || STANDINGS.length + 1;
  const states = [...new Set(counts.map(({ state }) => state))].sort((a, b) => rank(a) - rank(b));
  const rows = [...new Set(counts.map(({ profile }) => profile))].map((profile) => {
    const own = counts.filter((one) => one.profile === profile);
    const all = own.reduce((sum, one) => sum + one.hosts, 0);
    const cells = states.map((state) => {
      const count = own.find((one) => one.state === state)?.hosts ?? 0;
      return count === 0 ? '' : markup`${standingTag(state, figure(count))}${share(count, all)}`;
    });
    return [name(profile), ...cells];
  });
  const heading = ['profile', ...states.map((state) => LONG[state] ?? words(name(state, 20)))];
  return table('profiles', 'Hosts by profile and state', heading, [{ title: null, rows }]);
}

const LONG: Readonly<Record<string, string>> = READINESS;
