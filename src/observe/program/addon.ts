/**
 * The typed face of the native addon. Loaded when it is first needed: a failure to load at the top level
 * of a command would read "command not found".
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { addonFolders, ROOT } from '../../shipped.js';
import type { Series } from '../observations.js';
import { dlopen, embeddedAddon, embeddedPlaces, loadEmbedded } from './embedded.js';
import { libc } from './libc.js';
import { UnloadableError } from './unloadable-error.js';

/** One experiment to run. Numbers of `memory` and `dialect` are those of native/observe/plan.h. */
export interface NativePlan {
  experiment: string;
  memory: number;
  pageBytes: number;
  dialect: number;
  borrow: boolean;
  /** Pages that must stay free after one was taken, looked at just before; -1 for one that was asked for by name. */
  keepFree: number;
  fillable: boolean;
  quiet: boolean;
  deviceOnly: boolean;
  spareUserMode: boolean;
  spareDevice: boolean;
  spareApi: boolean;
  thpBytes: number;
  granules: number[];
  /** Of one series, at the most. */
  samples: number;
  /** Of one series, in milliseconds, at the most; 0 for no limit. */
  durationMs: number;
  /** To measure on; -1 for the one that the child is on. */
  cpu: number;
  /** That fault at once. */
  threads: number;
  /** Whether to count them: /proc/interrupts of a large host is megabytes of text. */
  interrupts: boolean;
  /** Of the whole experiment: must leave room for all of its series. */
  deadlineMs: number;
}

export interface NativeCall {
  step: string;
  role: 'setup' | 'test' | 'control' | 'look';
  call: string;
  args: Record<string, number | string>;
  ret: number | null;
  errno: number | null;
  out: Record<string, number | string>;
}

export interface NativeResult {
  end: 'not_run' | 'done' | 'deadline' | 'signal';
  signal: number;
  calls: NativeCall[];
  series: Series[];
}

/** Whom to become first, as in native/process/identity.h: ids in this process's user namespace. */
export interface NativeIdentity {
  /** Real, effective, saved. */
  uids: [number, number, number];
  gids: [number, number, number];
  /** Ascending. */
  groups: number[];
  /** Leave the groups as they are. */
  keepGroups: boolean;
  /** A pidfd whose namespaces are joined; -1 for none. */
  process: number;
  /** CLONE_NEW* of the namespaces to join. */
  namespaces: number;
  /** A directory that becomes the root; -1 for none. */
  root: number;
  permitted: bigint;
  effective: bigint;
  noNewPrivs: boolean;
}

export interface Addon {
  /**
   * Starts the program of the experiments, from its own copy or from a file. `process` and `root` are descriptors that
   * it gets, -1 for none. Throws an Error with `step` and `errno` where it does not start. The answer is for `wait`
   * and `stop` alone.
   */
  start(request: string, path: string | null, process: number, root: number): unknown;
  /** What it wrote since the last wait while it goes on after so many milliseconds, then the rest and how it ended. */
  wait(run: unknown, milliseconds: number): ProgramEnd | string;
  /** Has the experiments end in order, with what was measured. */
  stop(run: unknown): void;
  /** A pidfd, or minus the errno. */
  openProcess(pid: number): number;
  isAlive(pidfd: number): boolean;
  /** BPF programs over devices of the cgroup (version 2) open as that directory, or minus the errno. */
  devicePrograms(directory: number): number;
  basePageBytes(): number;
}

export interface ProgramEnd {
  text: string;
  /** Null where a signal ended it. */
  exitCode: number | null;
  signal: number | null;
}

let addon: Addon | undefined;

/** Where it may lie, in the order of trying: as the package brings it, then as a checkout builds it. */
export function addonPaths(): string[] {
  const platform = process.platform === 'linux' && libc() === 'musl' ? 'linuxmusl' : process.platform;
  return [
    ...addonFolders().map((folder) => join(folder, `${platform}-${process.arch}.node`)),
    join(ROOT, 'native', 'build', 'Release', 'hgm_probe.node'),
  ];
}

/** Where the program of the experiments may lie as a file, in the order of trying. */
export function programPaths(): string[] {
  return [
    ...addonFolders().map((folder) => join(folder, `hgm-observe-${process.arch}`)),
    '/usr/libexec/hgm-probe/hgm-observe',
    join(ROOT, 'dist.program', 'hgm-observe'),
  ];
}

/** @throws UnloadableError that says what could not be loaded on which platform, and what to do. */
export function loadAddon(): Addon {
  addon ??= loadOwn() ?? loadFirst(addonPaths());
  return addon;
}

/** The one inside a single file; null where this is none. */
function loadOwn(): Addon | null {
  const bytes = embeddedAddon();
  if (bytes === null) return null;
  try {
    return loadEmbedded(bytes, embeddedPlaces()) as Addon;
  } catch (cause) {
    const why = (cause as Error).message;
    const kB = Math.ceil(bytes.length / 1000);
    throw new UnloadableError(
      `the native part, inside this program, does not load on ${here()}: ${why}; ` +
        `one of these, or a folder that TMPDIR names, must have room for ${kB} kB and not be mounted noexec: ` +
        'for root, "mount -o remount,exec /dev/shm" is enough',
      { cause },
    );
  }
}

/**
 * A file that is there and does not load ends the search: the next one would hide why. Not by require(), which
 * looks for packages around it on the way, 1 ms of a start.
 */
function loadFirst(paths: readonly string[]): Addon {
  const path = paths.find((each) => existsSync(each));
  if (path === undefined)
    throw unloadable(paths, Object.assign(new Error('no such file'), { code: 'MODULE_NOT_FOUND' }));
  try {
    return dlopen(path) as Addon;
  } catch (cause) {
    throw unloadable([path], cause);
  }
}

const here = (): string => `${process.platform} ${process.arch}, ${libc()}, Node ${process.versions.node}`;

function unloadable(tried: readonly string[], cause: unknown): UnloadableError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new UnloadableError(
    `the native part does not load on ${here()}: ${why}; tried ${tried.join(' and ')}; ` +
      'it comes for Linux on x64 and arm64, with glibc 2.28 or newer or musl: there, install hgm-probe again; ' +
      'in a checkout, build it with "npm run build"',
    { cause },
  );
}
