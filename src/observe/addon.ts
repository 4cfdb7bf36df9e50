/**
 * The typed face of the native addon. Loaded when it is first needed: a failure to load at the top level
 * of a command would read "command not found".
 */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Series } from './observations.js';

/** One experiment to run. Numbers of `memory` and `dialect` are those of native/observe/plan.h. */
export interface NativePlan {
  experiment: string;
  memory: number;
  pageBytes: number;
  dialect: number;
  borrow: boolean;
  fillable: boolean;
  quiet: boolean;
  deviceOnly: boolean;
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

interface Addon {
  /**
   * Runs each plan in a child of its own, off the event loop; one result per plan, in order. Rejects with an
   * Error that has `step` and `errno` where the kernel does not let it become that identity.
   */
  run(plans: NativePlan[], identity?: NativeIdentity): Promise<NativeResult[]>;
  /** Has every run that goes on end in order, with what was measured; experiments not begun are not run. */
  stop(): void;
  /** A pidfd, or minus the errno. */
  openProcess(pid: number): number;
  isAlive(pidfd: number): boolean;
  /** BPF programs over devices of the cgroup (version 2) open as that directory, or minus the errno. */
  devicePrograms(directory: number): number;
  basePageBytes(): number;
}

/** Seen alike from src/observe and dist/observe. */
const FILE = fileURLToPath(new URL('../../native/build/Release/hgm_probe.node', import.meta.url));

let addon: Addon | undefined;

/** @throws Error that says what could not be loaded on which platform, and what to do. */
export function loadAddon(): Addon {
  try {
    addon ??= createRequire(import.meta.url)(FILE) as Addon;
    return addon;
  } catch (cause) {
    const where = `${process.platform}-${process.arch}, Node ${process.versions.node}`;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `the native part ${FILE} does not load on ${where}: ${why}; build it with "npm run build"`,
      {
        cause,
      },
    );
  }
}
