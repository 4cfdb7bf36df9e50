/**
 * How big the packed tool is, how long it takes to start beside an empty Node, and how much memory it takes: the
 * table of the README, which `--write` puts there. hyperfine measures, in short rounds one after the other, so that
 * a busy moment of the host meets all alike. `--rounds N` (default 8) of 5 runs each.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensurePackages, program } from './lib/apt.js';
import { kB } from './lib/package/checks.js';
import { pack } from './lib/package/pack.js';
import { NODES, runtime } from './lib/package/runtimes.js';
import { measure, median, peakBytes } from './lib/package/start.js';
import { ROOT } from './lib/paths.js';
import { writeBetween } from './lib/readme.js';
import { script } from './lib/run.js';

const COMMAND = join(ROOT, 'bin', 'hgm-probe.cjs');
const CASES = [
  { name: '`hgm-probe --version`', args: [COMMAND, '--version'] },
  { name: '`hgm-probe list`', args: [COMMAND, 'list'] },
  { name: '`hgm-probe --json --no-latency`', args: [COMMAND, '--json', '--no-latency'] },
  { name: 'the same, with a compile cache', args: [COMMAND, '--json', '--no-latency'], cached: true },
];

const row = (cells) => `| ${cells.join(' | ')} |`;

/** One column: the ratio of each case to `node -e 0` of the same Node, with its median in ms. */
function column(node, rounds, cache) {
  const able = (one) => !one.cached || Number(node.version.split('.')[0]) >= 22;
  const cases = [{ args: ['-e', '0'] }, ...CASES].filter(able);
  const times = measure(
    cases.map(({ args, cached }) => ({ program: runtime(node), args, cache: cached ? cache : null })),
    rounds,
  );
  const base = median(times[0]);
  const cells = new Map(cases.map((one, index) => [one.name, median(times[index])]));
  return [
    `${(base * 1000).toFixed(0)} ms`,
    ...CASES.map(({ name }) => (cells.has(name) ? `${(cells.get(name) / base).toFixed(2)}` : '-')),
    `${(peakBytes(runtime(node), [COMMAND, '--json', '--no-latency']) / 2 ** 20).toFixed(0)} MiB`,
  ];
}

await script(() => {
  ensurePackages([program('hyperfine', 'hyperfine')]);
  const at = process.argv.indexOf('--rounds');
  const rounds = Math.max(4, Number(at < 0 ? 8 : process.argv[at + 1]) || 8);
  const work = mkdtempSync(join(tmpdir(), 'hgm-probe-start-'));
  try {
    const { bytes, unpackedBytes } = pack(ROOT, work);
    const columns = NODES.map((node) => column(node, rounds, join(work, `cache-${node.version}`)));
    const names = ['`node -e 0`', ...CASES.map(({ name }) => name), 'peak memory of `--json --no-latency`'];
    const table = [
      `npm package: ${kB(bytes)} packed, ${kB(unpackedBytes)} unpacked, no dependencies.`,
      '',
      row(['', ...NODES.map(({ name, version }) => `${name} (${version})`)]),
      row(['---', ...NODES.map(() => '---')]),
      ...names.map((name, index) => row([name, ...columns.map((cells) => cells[index])])),
    ].join('\n');
    console.log(table);
    if (process.argv.includes('--write')) writeBetween('sizes and times', table);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
});
