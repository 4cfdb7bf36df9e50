/**
 * How big the packed tool is, how long it takes to start beside an empty Node, how long the kernel's part of a run is,
 * and how much memory it takes: the table of docs/start.md, which `--write` puts there. hyperfine measures, in short
 * rounds one after the other, so that a busy moment of the host meets all alike. `--rounds N` (default 8) of 5 runs each.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensurePackages, program } from './lib/apt.js';
import { writeBetween } from './lib/docs/readme.js';
import { median } from './lib/median.js';
import { kB } from './lib/package/checks.js';
import { kernelWork } from './lib/package/kernel-work.js';
import { pack } from './lib/package/pack.js';
import { NODES, runtime } from './lib/package/runtimes.js';
import { measure, peakBytes } from './lib/package/start.js';
import { ROOT } from './lib/paths.js';
import { buildSingleFile } from './lib/release/single-file.js';
import { NODE_VERSION, nodeOf, TARGETS } from './lib/release/targets.js';
import { script } from './lib/run.js';

const COMMAND = join(ROOT, 'bin', 'hgm-probe.cjs');
const CASES = [
  { name: '`hgm-probe --version`', args: ['--version'] },
  { name: '`hgm-probe list`', args: ['list'] },
  { name: '`hgm-probe --json --no-latency`', args: ['--json', '--no-latency'] },
  { name: 'the same, with a compile cache', args: ['--json', '--no-latency'], cached: true },
];

const row = (cells) => `| ${cells.join(' | ')} |`;

/**
 * What is timed: `node` is the empty one that it stands beside, `start` the words that start the tool, and `hasAddon`
 * says whether the addon is a file, which can be asked again and again.
 */
async function columns() {
  const packaged = NODES.map((node) => ({
    title: `${node.name} (${node.version})`,
    node: runtime(node),
    start: [runtime(node), COMMAND],
    cacheable: Number(node.version.split('.')[0]) >= 22,
    hasAddon: true,
  }));
  const [target] = TARGETS;
  const single = {
    title: `single file (${NODE_VERSION})`,
    node: nodeOf(target),
    start: [await buildSingleFile(target)],
    cacheable: false,
    hasAddon: false,
  };
  return [...packaged, single];
}

/** One column: the ratio of each case to `node -e 0` of the same Node, whose median is given in ms. */
function cellsOf({ node, start, cacheable, hasAddon }, rounds, cache) {
  const cases = CASES.filter(({ cached }) => !cached || cacheable);
  const [empty, ...times] = measure(
    [
      { program: node, args: ['-e', '0'], cache: null },
      ...cases.map(({ args, cached }) => ({
        program: start[0],
        args: [...start.slice(1), ...args],
        cache: cached ? cache : null,
      })),
    ],
    rounds,
  ).map(median);
  const ratios = new Map(cases.map(({ name }, index) => [name, (times[index] / empty).toFixed(2)]));
  const [program, ...args] = [...start, '--json', '--no-latency'];
  return [
    `${(empty * 1000).toFixed(0)} ms`,
    ...CASES.map(({ name }) => ratios.get(name) ?? '-'),
    hasAddon ? `${kernelWork(node)} ms` : '-',
    `${(peakBytes(program, args) / 2 ** 20).toFixed(0)} MiB`,
  ];
}

await script(async () => {
  ensurePackages([program('hyperfine', 'hyperfine'), program('time', 'time')]);
  const at = process.argv.indexOf('--rounds');
  const rounds = Math.max(4, Number(at < 0 ? 8 : process.argv[at + 1]) || 8);
  const work = mkdtempSync(join(tmpdir(), 'hgm-probe-start-'));
  try {
    const { bytes, unpackedBytes } = pack(ROOT, work);
    const all = await columns();
    const cells = all.map((one, index) => cellsOf(one, rounds, join(work, `cache-${index}`)));
    const names = [
      '`node -e 0`',
      ...CASES.map(({ name }) => name),
      'kernel work of `--json --no-latency`, no page borrowed',
      'peak memory of `--json --no-latency`',
    ];
    const table = [
      `npm package: ${kB(bytes)} packed, ${kB(unpackedBytes)} unpacked, no dependencies.`,
      '',
      row(['', ...all.map(({ title }) => title)]),
      row(['---', ...all.map(() => '---')]),
      ...names.map((name, index) => row([name, ...cells.map((column) => column[index])])),
    ].join('\n');
    console.log(table);
    if (process.argv.includes('--write')) writeBetween('docs/start.md', 'sizes and times', table);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
});
