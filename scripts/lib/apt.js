/** Debian packages that a step needs: installed where this user may, named in one line where not. */
import { Failure, have, quietly, say } from './run.js';

/**
 * Makes sure that needs are met.
 *
 * `needs` is a list of `{ missing, packages }`: whether it is missing now, and the Debian packages that
 * bring it. Throws a Failure that names the packages if something is missing and cannot be installed.
 */
export function ensurePackages(needs) {
  const packages = [...new Set(needs.filter((need) => need.missing).flatMap((need) => need.packages))];
  if (packages.length === 0) return;
  const names = packages.join(' ');
  if (process.getuid?.() !== 0 || !have('apt-get')) {
    throw new Failure(`missing Debian packages: install them with "apt-get install ${names}"`);
  }
  say(`installing Debian packages: ${names}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  quietly('apt-get update', 'apt-get', ['update', '-qq'], { env });
  quietly('apt-get install', 'apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
    env,
  });
}

/** A need met by a program in PATH. */
export const program = (name, ...packages) => ({ missing: !have(name), packages });
