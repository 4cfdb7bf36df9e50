import { judge } from '../document/index.js';
import type { Profile } from '../profiles/profile.js';
import type { Report } from '../report/contract.js';
import { packageJson } from '../shipped.js';
import { parseRecording } from './read.js';

/** The report of a recording's text, by the rules of this version. @throws InputError */
export function judged(text: string, profiles: readonly Profile[]): Report {
  const { observations } = parseRecording(text);
  return judge({ ...observations, toolVersion: packageJson().version }, { profiles });
}
