/** Any number of files to one table of reports, and of each host the one that counts. */
import type { Engine } from '../engine.js';
import { type Bad, BadList } from './bad.js';
import { type Depth, REPORT_TABLE } from './columns.js';
import { Careful } from './exact.js';
import { readFast, SMALL_BYTES } from './fast.js';
import { gather, isSmall } from './gather.js';
import { type Counted, type Counting, count } from './newest.js';
import { readParquet } from './parquet.js';
import { SHAPE_TABLES, Shapes } from './shapes.js';
import { findSources, type Source } from './sources.js';

export interface Reading extends Counted {
  files: number;
  bad: { count: number; named: readonly Bad[] };
}

/** What is being done, and how many of how many are done; `of` is 0 where nothing is counted. */
export interface Step {
  title: string;
  done: number;
  of: number;
}

export interface ReadOptions extends Counting {
  depth: Depth;
  strict: boolean;
  onProgress?: (step: Step) => void;
  /** A plain file smaller than this goes to DuckDB together with others. */
  smallBytes?: number;
}

/** @throws Fault: 64, 74 for what was named and can't be read; 65 for a bad document under `--strict` */
export async function readFleet(
  engine: Engine,
  args: readonly string[],
  { depth, strict, onProgress = () => {}, smallBytes = SMALL_BYTES, ...counting }: ReadOptions,
): Promise<Reading> {
  const bad = new BadList(strict);
  const sources = await findSources(args, engine.folder, bad);
  await engine.shutIn(sources.flatMap(({ path, stream }) => (stream === undefined ? [path] : [])));
  await engine.run(`${REPORT_TABLE}; ${SHAPE_TABLES}`);
  const taker = { engine, depth, shapes: new Shapes(engine) };
  const parquet = sources.filter(({ packing }) => packing === 'parquet');
  const texts = sources.filter(({ packing, bytes }) => packing !== 'parquet' && bytes > 0);
  const small = texts.filter((source) => isSmall(source, smallBytes));
  const large = texts.filter((source) => !isSmall(source, smallBytes));
  // A stream is read once, so DuckDB is offered it in parts, as what it would not take as it is.
  const inParts = ({ pretty, stream }: Source): boolean => pretty || stream !== undefined;
  const whole = large.filter((source) => !inParts(source));
  const slow = large.filter(inParts);
  const say = (done: number): void => onProgress({ title: 'files', done, of: texts.length });
  const refused = [
    ...(await gather(taker, small, say)),
    ...(await readFast(taker, whole, (done) => say(small.length + done))),
  ];
  const careful = new Careful(taker, bad);
  for (const [at, source] of [...slow, ...refused].entries()) {
    onProgress({ title: 'files, line by line', done: at, of: slow.length + refused.length });
    await careful.read(source, !source.recording && source.bytes >= smallBytes);
  }
  await careful.flush();
  await readParquet(taker, parquet, bad);
  onProgress({ title: 'the newest of each host', done: 0, of: 0 });
  return { files: sources.length, bad, ...(await count(engine, counting)) };
}
