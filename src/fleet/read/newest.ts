/** Which document of a host counts, and what makes one doubt whose it is. */
import { randomUUID } from 'node:crypto';
import { usageFault } from '../../ground/fault.js';
import { nearest } from '../../ground/nearest.js';
import { type Engine, literal } from '../engine.js';
import { VIEWS } from '../tables.js';

export interface Counting {
  /** The moment that is asked about; now if not given. */
  asOf?: Date | undefined;
  /** Whether a host counts whose report was past its time then. */
  includeExpired?: boolean | undefined;
  /** The caller whose reports count. */
  as?: string | undefined;
  /** All callers of a host stay, which is for tables, not for answers. */
  everyCaller?: boolean | undefined;
}

export interface Counted {
  asOf: string;
  includeExpired: boolean;
  /** See `as`; null where each host's own is taken. */
  caller: string | null;
  documents: number;
  /** Documents for which the same host and caller have a newer one. */
  superseded: number;
  /** Documents of other callers of a host that counts. */
  ofOthers: number;
  /** Documents from after the moment that is asked about. */
  later: number;
  /** Hosts that count. */
  hosts: number;
  /** Hosts of which the report was past its time; apart from `hosts`, or with `includeExpired` among them. */
  expired: number;
  callers: { caller: string; hosts: number }[];
  /** Host ids that several names and several boots have: clones, or hosts that were set up again under a new name. */
  shared: Doubts<{ hostId: string; names: number; boots: number }>;
  /** Hosts whose clock is ahead: of a document from tomorrow nobody knows when it was made, and it does not count. */
  ahead: Doubts<{ host: string; hostName: string; collectedAt: string }>;
}

export interface Doubts<T> {
  count: number;
  named: T[];
}

/** Those that are named; `count` has all. */
const MAX_NAMED = 1000;
/** Clocks of one fleet differ by less. */
const AHEAD = "INTERVAL '1 day'";
const ROOT = 'root';

/** A name may be another host's id; the mark keeps the two apart. */
const HOST = "coalesce(host_id, 'name:' || host_name)";
const HOST_OF = `host_id, CASE WHEN host_id IS NULL THEN host_name END`;

/**
 * A row, with what it is chosen by above it, as one number: of texts and structs DuckDB keeps the best for each host in
 * memory and can't move them out, and ten million do not fit. Of two alike either may count, but always the same one.
 */
const ranked = (by: string): string => `(${by})::HUGEINT * ${2n ** 64n} + rowid`;
/** The row of such a number. */
const rowOf = (number: string): string => `(${number} & ${2n ** 64n - 1n})::BIGINT`;

/** @throws Fault (64) for a caller that no report is about */
export async function count(engine: Engine, counting: Counting): Promise<Counted> {
  const { as = null, includeExpired = false, everyCaller = false } = counting;
  const moment = counting.asOf ?? new Date();
  const [now, asOf] = [instant(new Date()), instant(moment)];
  const number = async (sql: string): Promise<number> => {
    const [row] = await engine.rows<{ n: number }>(`SELECT count(*)::BIGINT AS n FROM ${sql}`);
    return row?.n ?? 0;
  };
  // What is deleted stays in memory, and can't be moved out, until a checkpoint.
  const remove = (which: string): Promise<void> =>
    engine.run(`DELETE FROM report WHERE ${which}; CHECKPOINT fleet`);
  const documents = await number('report');
  const ahead = await doubts<{ host: string; hostName: string; collectedAt: string }>(
    engine,
    `SELECT ${HOST} AS host, arg_max(host_name, collected_at) AS "hostName",
       strftime(max(collected_at), '%Y-%m-%dT%H:%M:%SZ') AS "collectedAt"
     FROM report WHERE collected_at > ${now} + ${AHEAD} GROUP BY ALL`,
    '"collectedAt" DESC, host',
  );
  // Whatever moment is asked about, a document from tomorrow does not count.
  const limit = counting.asOf === undefined ? `${now} + ${AHEAD}` : `least(${asOf}, ${now} + ${AHEAD})`;
  const later = await number(`report WHERE collected_at > ${limit}`);
  if (later > 0) await remove(`collected_at > ${limit}`);
  // By numbers, as in `ranked`.
  const differ = (text: string): string =>
    `min(hash(${text})) FILTER (${text} IS NOT NULL) <> max(hash(${text})) FILTER (${text} IS NOT NULL)`;
  const shared = await doubts<{ hostId: string; names: number; boots: number }>(
    engine,
    `SELECT host_id AS "hostId", count(DISTINCT host_name) AS names, count(DISTINCT boot_id) AS boots FROM report
     WHERE host_id IN (SELECT host_id FROM report GROUP BY 1
       HAVING ${differ('host_name')} AND ${differ('boot_id')}) GROUP BY 1`,
    'names DESC, 1',
  );
  const pairs = await number(`(SELECT DISTINCT ${HOST_OF}, caller FROM report)`);
  const superseded = documents - later - pairs;
  // Deleting looks at every row again; a fleet of one document each, the commonest, needs it not.
  if (superseded > 0)
    await remove(
      `rowid NOT IN (
         SELECT ${rowOf(`max(${ranked('epoch_us(collected_at)')})`)} FROM report GROUP BY ${HOST_OF}, caller)`,
    );
  const callers = await engine.rows<{ caller: string; hosts: number }>(
    `SELECT caller, count(*) AS hosts FROM report GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${MAX_NAMED}`,
  );
  let ofOthers = 0;
  if (as !== null) {
    known(as, callers);
    ofOthers = await number(`report WHERE caller <> ${literal(as)}`);
    if (ofOthers > 0) await remove(`caller <> ${literal(as)}`);
  } else if (!everyCaller && callers.length > 1) {
    ofOthers = pairs - (await number(`(SELECT DISTINCT ${HOST_OF} FROM report)`));
    // Root sees most; a report that is past its time says nothing, whoever made it.
    if (ofOthers > 0)
      await remove(
        `rowid NOT IN (
           SELECT ${rowOf(`min(${ranked(`(expires_at < ${asOf})::BIGINT * ${2 ** 32} + place`)})`)}
           FROM report JOIN (
             SELECT caller, row_number() OVER (ORDER BY caller <> '${ROOT}', caller) AS place FROM (SELECT DISTINCT caller FROM report)
           ) USING (caller) GROUP BY ${HOST_OF})`,
      );
  }
  await engine.run(`CREATE VIEW host AS SELECT '${randomUUID().slice(0, 13)}-' || rowid AS report, ${HOST} AS host, *,
      expires_at < ${asOf} AS expired, ${includeExpired ? 'true' : 'NOT expired'} AS counts FROM report;
    CREATE VIEW counted AS SELECT * FROM host WHERE counts; ${VIEWS}`);
  const [all] = await engine.rows<{ hosts: number; expired: number }>(
    'SELECT count(*) FILTER (counts) AS hosts, count(*) FILTER (expired) AS expired FROM host',
  );
  return {
    asOf: moment.toISOString(),
    includeExpired,
    caller: as,
    documents,
    superseded,
    ofOthers,
    later,
    hosts: all?.hosts ?? 0,
    expired: all?.expired ?? 0,
    callers,
    shared,
    ahead,
  };
}

const instant = (time: Date): string => `TIMESTAMPTZ ${literal(time.toISOString())}`;

async function doubts<T extends object>(engine: Engine, sql: string, order: string): Promise<Doubts<T>> {
  const rows = await engine.rows<T & { of_all: number }>(
    `SELECT *, count(*) OVER () AS of_all FROM (${sql}) ORDER BY ${order} LIMIT ${MAX_NAMED}`,
  );
  return {
    count: rows[0]?.of_all ?? 0,
    named: rows.map(({ of_all: _, ...one }) => one as unknown as T),
  };
}

function known(as: string, callers: readonly { caller: string }[]): void {
  const names = callers.map(({ caller }) => caller);
  if (names.length === 0 || names.includes(as)) return;
  const near = nearest(as, names, 1)[0];
  const hint =
    near === undefined ? `they are about ${names.slice(0, 12).join(', ')}` : `did you mean ${near}?`;
  throw usageFault(`no report is about the caller ${as}; ${hint}`);
}
