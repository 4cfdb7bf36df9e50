/**
 * What the commands of `fleet` write with `--json`. Its version is its own: within one, fields are only added. Each
 * begins with this, and goes on with the answer; null means "no value", never "no".
 */
import type { Bad } from './read/bad.js';
import type { Counted } from './read/newest.js';

export const FLEET_SCHEMA_ID = 'urn:hgm-probe:fleet:1';
export const FLEET_SCHEMA_VERSION = '1.0';

export interface Envelope extends Counted {
  $schema: typeof FLEET_SCHEMA_ID;
  schemaVersion: typeof FLEET_SCHEMA_VERSION;
  tool: { name: 'hgm-probe'; version: string };
  question: string;
  files: number;
  skipped: { count: number; named: readonly Bad[] };
}
