/** Format and lint of the C++ sources. */
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ensurePackages, program } from '../apt.js';
import { filesBelow } from '../files.js';
import { MODULES, NATIVE, PROGRAM, ROOT } from '../paths.js';
import { runAll } from '../pool.js';
import { openly } from '../run.js';
import { headerFolder } from './node-headers.js';

const sources = (folders, pattern) =>
  folders.flatMap((folder) => filesBelow(folder, pattern)).map((file) => relative(ROOT, file));

const EVERYWHERE = [NATIVE, join(ROOT, 'test', 'native'), join(ROOT, 'test', 'double')];

/** Installs what the checks need, or throws a Failure that names it. */
export function ensureCppTools() {
  ensurePackages([
    program('clang-format', 'clang-format'),
    program('clang-tidy', 'clang-tidy'),
    { missing: !existsSync('/usr/include/gtest/gtest.h'), packages: ['libgtest-dev'] },
  ]);
}

/** Checks the format, or mends it; returns whether all is well. */
export function formatCpp({ write }) {
  const files = sources(EVERYWHERE, /\.(cc|h)$/);
  const how = write ? ['-i'] : ['--dry-run', '-Werror'];
  return files.length === 0 || openly('clang-format', [...how, ...files]);
}

/**
 * Runs clang-tidy over what is shipped and the headers that it includes; resolves to whether all is well. Not
 * over the tests: GoogleTest's macros take it minutes.
 */
export function tidyCpp() {
  const flags = [
    '-std=c++17',
    '-fno-exceptions',
    '-Wall',
    '-Wextra',
    '-Wshadow',
    '-Inative',
    '-isystem',
    headerFolder(),
    '-isystem',
    join(MODULES, 'node-addon-api'),
    `-DHGM_PROGRAM="${PROGRAM}"`,
    '-DNAPI_VERSION=9',
    '-DNAPI_DISABLE_CPP_EXCEPTIONS',
    '-DNODE_ADDON_API_DISABLE_DEPRECATED',
    '-DNODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS',
  ];
  return runAll(
    'clang-tidy',
    sources([NATIVE], /\.cc$/).map((file) => ['--quiet', file, '--', ...flags]),
  );
}
