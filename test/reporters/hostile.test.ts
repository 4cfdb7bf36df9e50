/**
 * Hosts with names that nobody would choose: every document is valid, in both forms, by a validator that is not ours,
 * and every format keeps its reader's rules. `HOSTILE_SEED=$RANDOM` draws others.
 */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { judge } from '../../src/document/index.js';
import type { Report } from '../../src/report/contract.js';
import { inventoryOf } from '../../src/report/inventory.js';
import { FORMATS, reporter } from '../../src/reporters/index.js';
import { printable } from '../../src/reporters/text.js';
import {
  csvFaults,
  markdownFaults,
  nagiosFaults,
  ndjsonFaults,
  nfdFaults,
  prometheusFaults,
  tapFaults,
} from '../fixtures/rules.js';
import { kernel } from '../unit/judge/hgm-kernels.js';
import { STOCK } from '../unit/judge/stock.js';

const SEED = Number(process.env.HOSTILE_SEED ?? 1);
const HOSTS = 150;
const LOOK = { width: Number.POSITIVE_INFINITY, colour: false };

const schema = JSON.parse(readFileSync(new URL('../../schema/report.schema.json', import.meta.url), 'utf8'));
const validate = new Ajv2020({ formats: { 'date-time': true } }).compile(schema);

/** Every way in which somebody's text has broken a format. */
const HOSTILE = [
  'naïve-høst.例え.テスト',
  'ҐЄ İstanbul ı',
  'مضيف\u202e\u2066gnp.exe',
  '\u001b[2J\u001b]0;owned\u0007',
  'a"b\\c\nd\r\te',
  "|'=;`` ``` | x",
  '<script>alert(1)</script> @root #1 https://x.example www.x.example',
  '=cmd|calc!A1',
  '__proto__',
  '*bold* _em_ [a](b) ![c](d) &amp; ~~x~~ $x$',
  '\ud800 alone',
  '',
  'x'.repeat(300),
];
const text = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...HOSTILE) },
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('web-17', '6.18.9-amd64'),
);

const KERNELS = [
  STOCK,
  kernel('rfc-v2'),
  kernel('madv-split'),
  { ...STOCK, experiments: [], poolsBefore: [] },
];

const host = fc.record({
  // By number: a counterexample is printed.
  kernel: fc.nat({ max: KERNELS.length - 1 }),
  name: text,
  release: text,
  build: text,
  label: fc.option(text),
  thp: fc.option(text),
  profiles: fc.dictionary(
    text.filter((name) => name !== '__proto__'),
    fc.record({
      state: fc.constantFrom('ready', 'restricted', 'not_ready', 'unknown'),
      reason: text,
      who: fc.constantFrom(null, 'caller', 'os_configuration', 'kernel_build'),
    }),
    { maxKeys: 30 },
  ),
});

type Host = typeof host extends fc.Arbitrary<infer T> ? T : never;

function reportOf(drawn: Host): Report {
  const observed = KERNELS[drawn.kernel] ?? STOCK;
  const report = judge({
    ...observed,
    host: {
      ...observed.host,
      name: drawn.name,
      kernelRelease: drawn.release,
      kernelBuild: drawn.build,
    },
    ranAs: { ...observed.ranAs, lsmLabel: drawn.label },
    settings: { ...observed.settings, thp: drawn.thp },
  });
  return { ...report, profiles: drawn.profiles };
}

it(`random hosts, seed ${SEED}`, async () => {
  const rules = {
    prometheus: prometheusFaults,
    nfd: nfdFaults,
    nagios: nagiosFaults,
    markdown: markdownFaults,
    tap: tapFaults,
    csv: csvFaults,
  };
  const render = Object.fromEntries(
    await Promise.all(FORMATS.map(async (format) => [format, await reporter(format)] as const)),
  );
  const draw = (format: (typeof FORMATS)[number], report: Report): string =>
    render[format]?.(report, LOOK) ?? '';
  const check = (drawn: Host): void => {
    const report = reportOf(drawn);
    const inventory = JSON.stringify(inventoryOf(report));
    const same = (format: (typeof FORMATS)[number]): string =>
      JSON.stringify(JSON.parse(draw(format, report)));
    for (const document of [draw('json', report), inventory])
      if (!validate(JSON.parse(document))) expect(validate.errors).toEqual([]);
    expect(ndjsonFaults(draw('ndjson', report))).toEqual([]);
    expect(same('ndjson') === inventory, 'ndjson is the inventory form').toBe(true);
    expect(same('ansible') === inventory, 'the fact is the inventory form').toBe(true);
    expect(same('facter') === `{"hgm_probe":${inventory}}`, "so is Facter's").toBe(true);
    for (const [format, faults] of Object.entries(rules))
      expect([format, faults(draw(format as keyof typeof rules, report))]).toEqual([format, []]);
    // What was said arrives, escaped but whole.
    const label = /kernel="((?:[^"\\]|\\.)*)"/.exec(draw('prometheus', report))?.[1] ?? '';
    expect(label.replaceAll('\\"', '"').replaceAll('\\\\', '\\')).toBe(printable(drawn.release));
  };
  fc.assert(fc.property(host, check), { seed: SEED, numRuns: HOSTS });
});
