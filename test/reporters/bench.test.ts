import { describe, expect, it } from 'vitest';
import { table } from '../../src/reporters/table.js';
import { benchReport } from '../fixtures/bench.js';

const PLAIN = { width: 80, colour: false };
const ASCII = { ...PLAIN, ascii: true };

const widest = (text: string): number => Math.max(...text.split('\n').map((line) => line.length));
const flat = (text: string): string => text.replace(/\s+/g, ' ');

/** From one heading to the next. */
function part(text: string, heading: string): string {
  const from = text.indexOf(`\n${heading}\n`);
  expect(from).toBeGreaterThan(0);
  const next = /\n\n[A-Z]/.exec(text.slice(from + 2));
  return text.slice(from + 1, next ? from + 2 + next.index : undefined);
}

describe('a bench as a table', () => {
  const text = table(benchReport(), PLAIN);

  it('stays within 80 columns', async () => {
    expect(widest(text)).toBeLessThanOrEqual(80);
    const drawn = ['Timings', 'Stalls', 'Distributions'].map((heading) => part(text, heading)).join('\n');
    await expect(`${drawn}\n`).toMatchFileSnapshot('./golden/bench.txt');
  });

  it('tells a stall in a sentence, and marks what is assumed', () => {
    const stalls = flat(part(text, 'Stalls'));
    expect(stalls).toMatch(/a fault on a 1G page stalls about \d+ms as a whole page, about [\d.]+µs with 4K/);
    expect(stalls).toContain('~ assumed, all else was measured here: link of 2M, 4K, 1G (25 Gb/s');
    expect(stalls).toContain('CONTINUE of the first granule in a 2M page takes 2.40µs');
    // What was measured here has no mark; five copies of 1 GiB are too few to be taken for one.
    expect(stalls).toMatch(/2M page, whole ~671µs 219µs 1.15µs /);
    expect(stalls).toMatch(/1G page, whole ~344ms ~112ms ~/);
    expect(stalls).not.toContain('no HGM here');
  });

  it('draws a histogram of each row, with its samples', () => {
    const drawn = part(text, 'Distributions');
    const headings = benchReport().timings.map(({ id, n }) => new RegExp(`${id}[^:]*: ${n} samples`));
    for (const heading of headings) expect(flat(drawn)).toMatch(heading);
    expect(drawn).toMatch(/\[ {5}1 us - {5}2 us \]: {7}\d{3,} █+/);
    expect(flat(drawn)).toContain(
      'CPU 1, node 0, 17 interrupts, 0 migrations, 4 involuntary and 2 voluntary switches',
    );
    // Nothing is said of switches that nobody counted.
    expect(flat(drawn)).toContain('not pinned, 0 migrations, 3 minor faults');
  });

  it('shows what becomes of the median with more threads and more pages in a call', () => {
    const timings = flat(part(text, 'Timings'));
    expect(timings).toMatch(/fault\.poll shmem, p50 by threads at once: 1 [\d.]+µs, 2 [\d.]+µs/);
    expect(timings).toMatch(
      /continue\.batch shmem, p50 of a unit by units in a call: 1 \d+ns, 2 \d+ns, .* 512 \d+ns/,
    );
    expect(timings).toContain(
      'noisy: continue.later_base hugetlb-2M preempted: continue.later_base hugetlb-2M',
    );
  });

  it('shouts where it was ended early', () => {
    const early = flat(table(benchReport({ complete: false, cpu: 3, sizes: [2 ** 21] }), PLAIN));
    expect(early).toContain(
      'INCOMPLETE bench, ended early: up to 10000 samples of each call, within 30.0s in all, on CPU 3, huge pages of 2M only',
    );
    expect(early).toContain('not timed, stopped');
    expect(flat(text)).toContain('Bench: up to 10000 samples of each call, within 30.0s in all');
  });
});

describe('a screen without Unicode', () => {
  it('gets nothing but ASCII, of the same width', () => {
    const report = benchReport();
    report.host.name = 'hôst-\u{1f600}';
    const text = table(report, ASCII);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: everything but ASCII is looked for
    expect(text).not.toMatch(/[^\u0000-\u007f]/);
    expect(text).toMatch(/\[ {5}1 us - {5}2 us \]: {7}\d{3,} #+/);
    expect(text).toContain('continue.batch shmem x64');
    expect(text).toContain('h\\u00f4st-\\ud83d\\ude00');
    expect(widest(text)).toBeLessThanOrEqual(80);
  });
});
