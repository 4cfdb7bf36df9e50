/**
 * Runs the tool, or the probe of the transcripts, on a kernel that the double plays.
 *
 * The tool is the one that was built, with an addon whose program has the double inside; Node reads the files of
 * that kernel from a tree. The probe has the double preloaded.
 */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { headerFolder } from '../../scripts/lib/native/node-headers.js';
import type { Dialect, End, Series } from '../../src/observe/observations.js';
import type { Capability, Report } from '../../src/report/contract.js';
import { MODES, type ModeName } from './modes.js';
import { makeTree, type Tree } from './tree.js';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const BUILD = join(HERE, 'build');
const LIBRARY = join(BUILD, 'hgm_double.so');
const PROBE = join(BUILD, 'probe_hgm');
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** The tool as a checkout has it, with another addon. */
const TOOL = join(BUILD, 'tool');
const RUN = join(TOOL, 'bin', 'run.js');
const MEASURE = join(TOOL, 'test', 'double', 'measure.js');
const FILES = join(HERE, 'files.cjs');

/** Of the kernel that is played, whether it has them or not. */
const PATHS = [
  '/sys/kernel/mm/hugepages',
  '/sys/kernel/vm',
  '/sys/devices/system/node',
  '/sys/kernel/btf/vmlinux',
  '/proc/config.gz',
  '/proc/kallsyms',
  '/proc/sys/kernel/osrelease',
  '/proc/sys/kernel/version',
  '/proc/sys/vm/hugetlb_optimize_vmemmap',
];

export interface Options {
  flags?: readonly string[];
  /** Free pages, where not those of the mode. */
  pools?: Partial<Tree['pools']>;
  /** Run as this user, and in no group but its own. */
  uid?: number;
}

export interface Played {
  report: Report;
  /** Everything that was observed, from --record. */
  recording: string;
}

/** Why the double cannot play here, or null. */
export function whyNot(): string | null {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'the double is for x86-64 Linux';
  return existsSync('/proc/sys/vm/unprivileged_userfaultfd') ? null : 'this kernel has no userfaultfd';
}

/** The double's filter is one that the program has and Node has not, which the tool says as it should. */
const OF_THE_DOUBLE =
  /^(?:hgm-probe: the experiments have other rights than this process: (?:no_new_privs, )?seccomp\n)*$/;

/** Builds what is missing. Test files run side by side, so one at a time. */
export function build(): void {
  mkdirSync(BUILD, { recursive: true });
  const headers = [headerFolder(), join(ROOT, 'node_modules', 'node-addon-api')];
  const includes = headers.map((folder) => `-isystem ${folder}`).join(' ');
  const { status, stderr } = spawnSync(
    'flock',
    [join(BUILD, 'lock'), 'sh', join(HERE, 'build.sh'), ROOT, TOOL, `INCLUDES=${includes}`],
    { encoding: 'utf8', cwd: HERE },
  );
  if (status !== 0) throw new Error(`the double does not build: ${stderr}`);
}

/** One report, as JSON. Standard error must have nothing of the kernel and the exit code be 0, whatever the kernel does. */
export function play(name: ModeName, options: Options = {}): Played {
  return inTree(name, options, (root) => {
    const record = join(root, 'recording.json');
    const flags = ['--json', '--record', record, ...(options.flags ?? [])];
    const { stdout, stderr, status, signal } = under(name, root, process.execPath, [RUN, ...flags], options);
    if (status !== 0 || !OF_THE_DOUBLE.test(stderr))
      throw new Error(`${name}: exit ${status ?? signal}: ${stderr}`);
    return { report: JSON.parse(stdout) as Report, recording: readFileSync(record, 'utf8') };
  });
}

/** What the tool prints, in whatever format. */
export function print(name: ModeName, flags: readonly string[]): string {
  return inTree(name, {}, (root) => under(name, root, process.execPath, [RUN, ...flags], {}).stdout);
}

export interface Measured extends Series {
  experiment: string;
  dialect: Dialect;
  end: End;
}

/** What the experiments of HGM that a bench has measure on pages of 2M. */
export function measure(name: ModeName): Measured[] {
  return inTree(name, {}, (root) => {
    const { stdout, stderr, status, signal } = under(name, root, process.execPath, [MEASURE], {});
    if (status !== 0) throw new Error(`${name}: exit ${status ?? signal}: ${stderr}`);
    return JSON.parse(stdout) as Measured[];
  });
}

/** What the probe of the transcripts prints. */
export function probe(name: ModeName, ...args: string[]): string {
  return inTree(name, {}, (root) => {
    const { stdout, stderr, status, signal } = under(name, root, PROBE, args, {});
    if (status !== 0) throw new Error(`${name}: exit ${status ?? signal}: ${stderr}`);
    return stdout;
  });
}

export function row({ capabilities }: Report, id: string, memory: string | null = null): Capability {
  const found = capabilities.find((each) => each.id === id && each.memory === memory);
  if (found === undefined) throw new Error(`no row ${id} ${memory}`);
  return found;
}

function under(
  name: ModeName,
  root: string,
  program: string,
  args: string[],
  { uid }: Options,
): SpawnSyncReturns<string> {
  const { smapsKey }: Tree = MODES[name].tree;
  const env = {
    ...process.env,
    HGM_DOUBLE: MODES[name].plays,
    HGM_DOUBLE_ROOT: root,
    HGM_DOUBLE_PATHS: PATHS.map((path) => `${path}:`).join(''),
    ...(program === PROBE
      ? { LD_PRELOAD: LIBRARY }
      : { NODE_OPTIONS: `--require=${FILES}`, HGM_DOUBLE_NODE: smapsKey ? '/proc/self/smaps' : '' }),
  };
  const who = uid === undefined ? {} : { uid, gid: uid };
  return spawnSync(program, args, { encoding: 'utf8', env, maxBuffer: 1 << 27, ...who });
}

function inTree<T>(name: ModeName, { pools, uid }: Options, body: (root: string) => T): T {
  const root = mkdtempSync(join(tmpdir(), 'hgm-double-'));
  try {
    const { tree } = MODES[name];
    makeTree(root, { ...tree, pools: { ...tree.pools, ...pools } });
    if (uid !== undefined) spawnSync('chmod', ['-R', 'a+rwX', root]);
    return body(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
