import { parseProfile } from '../../src/profiles/load.js';
import type { Profile } from '../../src/profiles/profile.js';

/** A profile of these requirements: an expression that the consumer can't do without, or one that it loses something by. */
export function profileOf(name: string, ...requires: (string | [expr: string, loses: string])[]): Profile {
  const document = {
    name,
    title: `Title of ${name}`,
    consumer: 'somebody',
    sources: [{ what: 'a test', date: '2026-01-02' }],
    requires: requires.map((one) =>
      typeof one === 'string'
        ? { expr: one, why: 'because' }
        : { expr: one[0], why: 'because', otherwise: 'restricted', loses: one[1] },
    ),
  };
  return parseProfile(JSON.stringify(document), 'test.json');
}
