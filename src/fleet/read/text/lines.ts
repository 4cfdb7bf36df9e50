/** Bytes to lines, bounded: a line too long is skipped while it goes by, and counts as one. */
import { MAX_LINE_BYTES } from '../columns.js';

/** Where a line does not end within this many bytes, nothing after it is looked for: a bomb, not a report. */
const MAX_SKIP_BYTES = 2 ** 28;

const NEWLINE = 0x0a;

export interface Line {
  /** From 1; where a document is spread over several lines, that of its first. */
  number: number;
  /** Null where it is too long or no UTF-8; `reason` says which. */
  text: string | null;
  reason: string;
}

/** Takes chunks, calls back for each line that is not blank. `push` says false where no more is wanted. */
export class LineSplitter {
  #number = 1;
  #pieces: Buffer[] = [];
  #length = 0;
  readonly #utf8 = new TextDecoder('utf-8', { fatal: true });

  constructor(readonly onLine: (line: Line) => void) {}

  get line(): number {
    return this.#number;
  }

  /** Stands at the beginning of a line. */
  get idle(): boolean {
    return this.#length === 0;
  }

  /** Passes over lines that another reader took. */
  skip(lines: Buffer): void {
    for (let at = lines.indexOf(NEWLINE); at >= 0; at = lines.indexOf(NEWLINE, at + 1)) this.#number++;
  }

  push(chunk: Buffer): boolean {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      this.#take(chunk.subarray(from, at));
      this.#endLine();
      from = at + 1;
    }
    this.#take(chunk.subarray(from));
    if (this.#length <= MAX_SKIP_BYTES) return true;
    this.#emit(
      null,
      `no end of line within ${MAX_SKIP_BYTES / 2 ** 20} MiB; the rest of the file was not read`,
    );
    this.#length = 0;
    return false;
  }

  /** After the last chunk: what stands behind the last newline is a line, too. */
  end(): void {
    if (this.#length > 0) this.#endLine();
  }

  #take(piece: Buffer): void {
    this.#length += piece.length;
    if (this.#length > MAX_LINE_BYTES) this.#pieces = [];
    else if (piece.length > 0) this.#pieces.push(piece);
  }

  #endLine(): void {
    if (this.#length > MAX_LINE_BYTES) this.#emit(null, `longer than ${MAX_LINE_BYTES / 2 ** 20} MiB`);
    else if (this.#length > 0) this.#decode();
    this.#pieces = [];
    this.#length = 0;
    this.#number++;
  }

  #decode(): void {
    let text: string;
    try {
      text = this.#utf8.decode(this.#pieces.length === 1 ? this.#pieces[0] : Buffer.concat(this.#pieces));
    } catch {
      this.#emit(null, 'not UTF-8');
      return;
    }
    if (text.trim() !== '') this.#emit(text, '');
  }

  #emit(text: string | null, reason: string): void {
    this.onLine({ number: this.#number, text, reason });
  }
}
