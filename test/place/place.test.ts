/**
 * In the place of a stranger who does what he can: nothing of root's is opened, read or written, and the run answers.
 *
 * `PLACE_ROUNDS` is how often in each place (`npm run test:place`: 200); where it is not told, as often as
 * six seconds are enough for.
 */
import { afterAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/report/contract.js';
import { whyNot } from '../layers/machine.js';
import { besiege, control, PLACES, type Place, type Siege, table } from './world.js';

const why = whyNot();
const asked = process.env.PLACE_ROUNDS;
const ROUNDS = Number(asked ?? 10);
/** For each place. */
const SECONDS = asked === undefined ? 6 : 3_600;

const DEFINITE: readonly string[] = ['supported', 'absent', 'not_permitted'];
/** Rows about the node itself, which the attacker changes all the while. */
const OF_NODE = /^open\./;

/** Rows that said two things for certain: somebody else made one of them. */
function contradictions(reports: readonly Report[]): string[] {
  const said = new Map<string, Set<string>>();
  for (const { capabilities } of reports) {
    for (const { id, memory, state } of capabilities) {
      if (!DEFINITE.includes(state) || OF_NODE.test(id)) continue;
      const row = `${id} ${memory}`;
      said.set(row, (said.get(row) ?? new Set()).add(state));
    }
  }
  return [...said].filter(([, states]) => states.size > 1).map(([row, states]) => `${row}: ${[...states]}`);
}

describe.skipIf(why !== null)(`an attacker${why === null ? '' : ` (${why})`}`, () => {
  const sieges = new Map<Place, Siege>();
  afterAll(() => {
    process.stdout.write(`\n${table(sieges)}`);
  });

  it('reaches everything of a process that lets it', () => {
    const failed = control().filter(({ allowed, succeeded }) => !allowed && succeeded === 0);
    expect(failed.map(({ name }) => name)).toEqual(['swapped_node']);
  });

  it.each(Object.entries(PLACES) as [Place, string][])(
    '%s: %s',
    (place) => {
      const siege = besiege(place, ROUNDS, SECONDS);
      sieges.set(place, siege);
      expect(siege.missing).toBe('');
      expect(siege.rounds.length).toBeGreaterThanOrEqual(asked === undefined ? 1 : ROUNDS);
      expect(siege.attacks.filter(({ allowed, succeeded }) => !allowed && succeeded > 0)).toEqual([]);
      // What was found before the program was ended by somebody is a report, and the end is said
      // beside it: for the caller's own and for the place, each of which has one.
      for (const { status, stderr } of siege.rounds) {
        expect([0, 70]).toContain(status);
        expect(stderr).toMatch(
          status === 0 ? /^(hgm-probe: the program .* lost: .*\n)*$/ : /^(hgm-probe: .*\n)+$/,
        );
      }
      expect(contradictions(siege.rounds.flatMap(({ report }) => report ?? []))).toEqual([]);
    },
    1_900_000,
  );
});
