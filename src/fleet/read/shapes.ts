/**
 * Matrices and profiles, each kept once however many hosts have it, and looked at by the same code that looks at a
 * document alone. Beside the table of reports stand `cell` and `verdict`: their rows, by number.
 */
import { rowsOf } from '../../report/matrix.js';
import type { Engine, Value } from '../engine.js';
import { textsOf, unknown } from './columns.js';
import { judgeMatrix, judgeProfiles } from './document.js';

/** `known`: by digest of the text; no number for one that is not what it should be. */
export const SHAPE_TABLES = `
  CREATE TABLE cell (matrix INTEGER, id VARCHAR, memory VARCHAR, state VARCHAR, reason VARCHAR, gate VARCHAR);
  CREATE TABLE verdict (profiles INTEGER, id VARCHAR, state VARCHAR, reason VARCHAR, who VARCHAR);
  CREATE TABLE known (digest VARCHAR, number INTEGER, gate VARCHAR)`;

interface Text {
  digest: string;
  text: string;
}

/** Rows of one text, and the gate that it names. Null where it is not what it should be. */
type Judged = { rows: Value[][]; gate: string | null } | null;

/** Texts in memory at once. */
const AT_ONCE = 1000;

/** Ways into userfaultfd with kernel faults. Where neither is open, the gate of the better one stopped the caller. */
const WAYS = ['open.syscall', 'open.device'];

export class Shapes {
  #next = 0;

  constructor(readonly engine: Engine) {}

  /** A number that no matrix and no profiles have yet. */
  get next(): number {
    return this.#next;
  }

  /** Looks at the texts of `waiting` that nobody has looked at. */
  async know(): Promise<void> {
    await this.#learn('matrix', 'cell', matrixRows);
    await this.#learn('profiles', 'verdict', profileRows);
  }

  async #learn(column: string, table: string, judge: (text: string) => Judged): Promise<void> {
    const { engine } = this;
    const files = await engine.rows<{ file: string }>(`SELECT DISTINCT file FROM (${unknown(column)})`);
    if (files.length === 0) return;
    await engine.run(
      textsOf(
        files.map(({ file }) => file),
        column,
        unknown(column),
      ),
    );
    for (let from = 0; ; from += AT_ONCE) {
      const texts = await engine.rows<Text>(
        `SELECT digest, text FROM part WHERE rowid >= ${from} AND rowid < ${from + AT_ONCE}`,
      );
      if (texts.length === 0) return;
      const rows: Value[][] = [];
      const known = texts.map(({ digest, text }) => {
        const judged = judge(text);
        if (judged === null) return [digest, null, null];
        const number = this.#next++;
        for (const row of judged.rows) rows.push([number, ...row]);
        return [digest, number, judged.gate];
      });
      await engine.append(table, rows);
      await engine.append('known', known);
    }
  }
}

function matrixRows(text: string): Judged {
  const matrix = judgeMatrix(text);
  if (matrix === null) return null;
  const rows = rowsOf(matrix);
  const ways = WAYS.flatMap((id) => rows.find((row) => row.id === id && row.memory === null) ?? []);
  const isOpen = ways.some(({ state }) => state === 'supported' || state === 'limited');
  return {
    rows: rows.map(({ id, memory, state, reason, gate }) => [id, memory, state, reason, gate ?? null]),
    gate: isOpen ? null : (ways.find(({ gate }) => gate !== undefined)?.gate ?? null),
  };
}

function profileRows(text: string): Judged {
  const profiles = judgeProfiles(text);
  if (profiles === null) return null;
  const rows = Object.entries(profiles).map(([id, { state, reason, who }]) => [id, state, reason, who]);
  return { rows, gate: null };
}
