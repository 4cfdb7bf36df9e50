/** A world with an attacker in it, in which the tool is run again and again: world.sh makes it, and this reads what is left. */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Report } from '../../src/report/contract.js';
import { TOOL } from '../layers/machine.js';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const BUILD = join(HERE, 'build');
const ATTACKER = join(BUILD, 'attacker');

/** Those that world.sh makes, and what becomes of the attacker in each. */
export const PLACES = {
  container: 'root with the capabilities of a container engine, in a pid namespace of its own',
  'host-pids': 'the same, which sees every process',
  'user-namespace': 'a user who is root in a user namespace of his own, and sees every process',
  'as-nobody': 'a process of nobody, beside a run with --as nobody',
  hanging: 'as user-namespace, with a /dev that never answers and FIFOs in the place of /proc',
} as const;
export type Place = keyof typeof PLACES;

/** What the kernel lets anybody do to processes of his own user: the run has to live with it. */
const ALLOWED: readonly string[] = ['signalled', 'limited'];

export interface Attack {
  name: string;
  tried: number;
  succeeded: number;
  allowed: boolean;
}

export interface Round {
  status: number;
  stderr: string;
  report: Report | null;
}

export interface Siege {
  attacks: Attack[];
  rounds: Round[];
  /** Why the place is not what it should be; empty where it is. */
  missing: string;
}

function build(): void {
  mkdirSync(BUILD, { recursive: true });
  // In a root that has no libraries.
  execFileSync('gcc', ['-static', '-O1', '-Wall', '-o', ATTACKER, join(HERE, 'attacker.c')]);
}

/** What succeeds on a process that lets it, by the attacker's own count. */
export function control(): Attack[] {
  build();
  return attacks(execFileSync(ATTACKER, ['--control'], { encoding: 'utf8' }));
}

/** So many rounds in that place, or as many as the seconds are enough for. */
export function besiege(place: Place, rounds: number, seconds: number): Siege {
  const work = mkdtempSync(join(tmpdir(), 'hgm-place-'));
  try {
    execFileSync('chmod', ['0755', work]);
    copyFileSync(ATTACKER, join(work, 'attacker'));
    const world = [
      join(HERE, 'world.sh'),
      place,
      work,
      join(work, 'attacker'),
      String(rounds),
      String(seconds),
    ];
    const tool = [...TOOL, '--json', '--no-latency', '--borrow', 'none'];
    const { status, stderr } = spawnSync(
      'unshare',
      ['-mpf', '--mount-proc', '--kill-child', 'sh', ...world, ...tool],
      { encoding: 'utf8', cwd: '/' },
    );
    const failed = existsSync(join(work, 'attacker.err'))
      ? readFileSync(join(work, 'attacker.err'), 'utf8')
      : '';
    if (status !== 0) throw new Error(`${place} cannot be made: ${stderr}${failed}`);
    const text = readFileSync(join(work, 'attacks'), 'utf8');
    return {
      attacks: attacks(text),
      rounds: roundsIn(work),
      missing: /^no_fuse (.*)$/m.exec(text)?.[1] ?? '',
    };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function attacks(text: string): Attack[] {
  return [...text.matchAll(/^(\S+) (\d+) (\d+)$/gm)].map(([, name = '', tried, succeeded]) => ({
    name,
    tried: Number(tried),
    succeeded: Number(succeeded),
    allowed: ALLOWED.includes(name),
  }));
}

function roundsIn(work: string): Round[] {
  return readdirSync(work)
    .filter((name) => name.endsWith('.status'))
    .map((name) => {
      const at = join(work, name.slice(0, -'.status'.length));
      const status = Number(readFileSync(`${at}.status`, 'utf8'));
      const text = readFileSync(`${at}.json`, 'utf8');
      return {
        status,
        stderr: readFileSync(`${at}.err`, 'utf8'),
        report: status === 0 ? (JSON.parse(text) as Report) : null,
      };
    });
}

/** `attack  place tried/succeeded …`, for whoever reads the run. */
export function table(sieges: ReadonlyMap<Place, Siege>): string {
  const head = `${'tried / succeeded'.padEnd(20)}${[...sieges.keys()].map((place) => place.padStart(18)).join('')}`;
  const names = [...sieges.values()][0]?.attacks.map(({ name }) => name) ?? [];
  const lines = names.map((name) => {
    const cells = [...sieges.values()].map(({ attacks: all }) => {
      const found = all.find((each) => each.name === name);
      return `${found?.tried} / ${found?.succeeded}`.padStart(18);
    });
    return `${name.padEnd(20)}${cells.join('')}`;
  });
  const rounds = [...sieges.values()].map(({ rounds: all }) => String(all.length).padStart(18)).join('');
  return [head, ...lines, `${'rounds'.padEnd(20)}${rounds}`, ''].join('\n');
}
