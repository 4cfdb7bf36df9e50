/**
 * Debian packages of any suite and architecture, by apt with a state of its own: the machine's lists and
 * packages stay as they are. Signatures are checked against Debian's archive keyring, hashes by apt.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure, quietly, say } from '../../../scripts/lib/run.js';
import { cachedFolder, digest } from './cache.js';

export const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
/** An index older than this is asked for again; a pool drops old versions after a few weeks. */
const FRESH_MS = 7 * 24 * 60 * 60 * 1000;

const text = (program, args) => execFileSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 28 });

/** The mirror that this machine's own apt takes Debian from. */
function mirror() {
  const lines = text('apt-get', ['indextargets', '--format', '$(LABEL)|$(REPO_URI)']).split('\n');
  const targets = lines.map((line) => line.split('|'));
  const found = targets.find(([label, uri]) => label === 'Debian' || /\/debian\/?$/.test(uri ?? ''));
  if (!found) throw new Failure("no mirror of Debian in this machine's apt configuration");
  return found[1];
}

/** One suite for one architecture. */
export class Suite {
  constructor(suite, arch) {
    this.folder = cachedFolder('apt', `${suite}-${arch}`);
    const at = (name) => join(this.folder, name);
    for (const name of ['state/lists/partial', 'cache/archives/partial']) {
      cachedFolder('apt', `${suite}-${arch}`, name);
    }
    if (!existsSync(at('status'))) writeFileSync(at('status'), '');
    // Suites past their life have Release files that nobody renews.
    const options = `arch=${arch} target=Packages lang=none check-valid-until=no signed-by=${KEYRING}`;
    writeFileSync(at('sources.list'), `deb [${options}] ${mirror()} ${suite} main\n`);
    const settings = {
      'Dir::Etc::sourcelist': at('sources.list'),
      'Dir::Etc::sourceparts': '/dev/null',
      'Dir::State': at('state'),
      'Dir::State::status': at('status'),
      'Dir::Cache': at('cache'),
      'APT::Architecture': arch,
      'APT::Architectures': arch,
      'APT::Sandbox::User': 'root',
      'Acquire::Languages': 'none',
      'Acquire::Retries': '3',
    };
    this.options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
    this.name = `${suite} ${arch}`;
    this.#update(at('updated'));
  }

  #update(stamp) {
    if (existsSync(stamp) && Date.now() - statSync(stamp).mtimeMs < FRESH_MS) return;
    say(`fetching the package index of ${this.name}`);
    try {
      quietly(`index of ${this.name}`, 'apt-get', [...this.options, 'update', '-qq', '--error-on=any']);
      writeFileSync(stamp, '');
    } catch (error) {
      if (!(error instanceof Failure) || !existsSync(stamp)) throw error;
      say(`${error.message}; going on with the old one`);
    }
  }

  /** The newest package whose name matches, or null. */
  newest(pattern) {
    const names = text('apt-cache', [...this.options, 'pkgnames'])
      .split('\n')
      .filter((name) => pattern.test(name));
    if (names.length === 0) return null;
    return this.show(names).reduce((a, b) => (isNewer(b.version, a.version) ? b : a));
  }

  /** Name, version and sha256 of packages, as the index has them. */
  show(names) {
    const stanzas = text('apt-cache', [...this.options, 'show', '--no-all-versions', ...names]);
    return stanzas
      .trim()
      .split('\n\n')
      .map((stanza) => {
        const field = (name) => new RegExp(`^${name}: (.*)$`, 'm').exec(stanza)?.[1];
        return { name: field('Package'), version: field('Version'), sha256: field('SHA256') };
      });
  }

  /** The .deb of a package, fetched if it is not there. */
  fetch({ name, version, sha256 }) {
    const folder = cachedFolder('debs', sha256);
    const there = () => readdirSync(folder).find((file) => file.endsWith('.deb'));
    if (!there()) {
      say(`fetching ${name} ${version}`);
      const args = [...this.options, 'download', '-qq', `${name}=${version}`];
      quietly(`fetching ${name}`, 'apt-get', args, { cwd: folder });
    }
    const file = join(folder, there());
    if (digest(file) !== sha256) {
      rmSync(folder, { recursive: true });
      throw new Failure(`${name} ${version}: the sha256 is not that of the index`);
    }
    return file;
  }
}

function isNewer(a, b) {
  try {
    execFileSync('dpkg', ['--compare-versions', a, 'gt', b]);
    return true;
  } catch {
    return false;
  }
}
