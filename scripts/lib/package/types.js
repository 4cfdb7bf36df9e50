/** The package as a program imports it: what linters of packages say, and a strict TypeScript project that uses it. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MODULES } from '../paths.js';
import { Failure, quietly } from '../run.js';

const bin = (name) => join(MODULES, '.bin', name);

/** Ways to resolve it that TypeScript's documentation has for Node and for bundlers. */
const RESOLUTIONS = {
  nodenext: { module: 'nodenext', moduleResolution: 'nodenext' },
  bundler: { module: 'esnext', moduleResolution: 'bundler' },
};

/** Says by its exit code whether anything was printed, kept open, or left listening that was not there before. */
const PROGRAM = `
import { judge, probe, ProbeError, require as requirement, type Report } from 'hgm-probe';
import { isExpired, parseReport, type Document } from 'hgm-probe/report';
import schema from 'hgm-probe/schema.json' with { type: 'json' };

const listeners = (): number =>
  process.eventNames().reduce((sum, name) => sum + process.listenerCount(name as 'exit'), 0);
const before = listeners();
const report: Report = await probe({ latency: false, borrow: 'none' });
const state: 'supported' | 'absent' | string = report.hgm.state;
const again: Document = parseReport(JSON.stringify(report));
const { verdict, reason } = await requirement('not hgm and hgm', { report });
const failing = (work: Promise<unknown>): Promise<number> =>
  work.then(
    () => 0,
    (error: unknown) => (error instanceof ProbeError ? error.exitCode : -1),
  );
const exitCode = await failing(judge('no recording'));
const usage = await failing(requirement('nothing-like-it'));
const faults = [
  report.capabilities.length > 0 || 'no capabilities',
  again.hgm.state === state || 'another state',
  !isExpired(report) || 'expired',
  verdict !== 'met' || 'met',
  reason.length > 0 || 'no reason',
  exitCode === 65 || \`no recording: \${exitCode}\`,
  usage === 64 || \`no such name: \${usage}\`,
  schema.$id === report.$schema || 'another schema',
  listeners() === before || 'a listener is left',
].filter((one) => one !== true);
if (faults.length > 0) throw new Error(faults.join(', '));
`;

/** What reads reports needs no addon, wherever it runs. */
const READER = `
const { parseReport } = require('hgm-probe/report');
if (typeof parseReport !== 'function') throw new Error('no parseReport');
const mapped = require('node:fs').readFileSync('/proc/self/maps', 'utf8');
if (/\\.node$/m.test(mapped)) throw new Error('an addon is loaded');
`;

/**
 * @param tarball as npm packed it
 * @param folder where it is installed, as `install` of checks.js leaves it
 * @param node whose program runs what was compiled
 * @returns lines of what is well; throws a Failure for what is not
 */
export function checkTypes(tarball, folder, node) {
  quietly('publint', bin('publint'), ['run', tarball, '--strict']);
  // Node 10's way, which knows no exports, is nobody's any more: the package asks for Node 20.
  quietly('attw', bin('attw'), [tarball, '--profile', 'node16', '--format', 'ascii']);
  const options = {
    ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
    ...{ target: 'es2023', resolveJsonModule: true, types: ['node'], typeRoots: [join(MODULES, '@types')] },
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  for (const [name, resolution] of Object.entries(RESOLUTIONS)) {
    const out = join(folder, name);
    mkdirSync(out);
    writeFileSync(join(out, 'main.ts'), PROGRAM);
    const compilerOptions = { ...options, ...resolution, outDir: join(out, 'out'), rootDir: out };
    writeFileSync(join(out, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['main.ts'] }));
    quietly(`tsc with ${name}`, bin('tsc'), ['-p', out]);
    runs(node, join(out, 'out', 'main.js'));
  }
  writeFileSync(join(folder, 'reader.cjs'), READER);
  runs(node, join(folder, 'reader.cjs'));
  return [
    'publint and arethetypeswrong have nothing to say',
    `a strict TypeScript project compiles with ${Object.keys(RESOLUTIONS).join(' and ')}, and runs`,
  ];
}

function runs(node, file) {
  const { status, stdout, stderr } = spawnSync(node, [file], { cwd: dirname(file), encoding: 'utf8' });
  if (status !== 0 || stdout + stderr !== '')
    throw new Failure(`${file}: exit code ${status} ${stdout}${stderr}`);
}
