/** Checks format, lint and types of TypeScript and C++; `--write` mends the format instead. Exit code 1 if something is left. */
import { join } from 'node:path';
import { ensureCppTools, formatCpp, tidyCpp } from './lib/native/cpp-lint.js';
import { MODULES } from './lib/paths.js';
import { openly, script } from './lib/run.js';
import { setUp } from './lib/setup.js';

const write = process.argv.includes('--write');
const tool = (name, ...args) => openly(join(MODULES, '.bin', name), args);

await script(async () => {
  // Sources that do not compile can still be formatted.
  setUp('packages');
  ensureCppTools();
  const results = [
    tool('biome', 'check', '--error-on-warnings', ...(write ? ['--write'] : [])),
    formatCpp({ write }),
  ];
  // Dead files and exports.
  if (!write) results.push(tool('knip', '--no-progress', '--include', 'files,exports,types'));
  if (!write) results.push(tool('tsc', '-p', 'tsconfig.test.json'), await tidyCpp());
  if (results.includes(false)) process.exitCode = 1;
});
