/** Known holes of what is shipped and of what builds it, as the registry knows them now. */
import { spawnSync } from 'node:child_process';
import { ROOT } from '../paths.js';
import { Failure } from '../run.js';

/** Throws a Failure for any; a registry that can't be asked is no answer, and is said. */
export function audited() {
  const { stdout } = spawnSync('npm', ['audit', '--json'], { cwd: ROOT, encoding: 'utf8' });
  const { metadata, message, error } = JSON.parse(stdout);
  if (metadata === undefined) return [`npm audit: not known (${message ?? error?.summary})`];
  const { total } = metadata.vulnerabilities;
  if (total > 0) throw new Failure(`npm audit: ${total} known holes; "npm audit" names them`);
  return ['npm audit: none known'];
}
