/** Documents spread over lines, as `--json` writes them, put together again: from a line `{` to a line `}`. */
import { MAX_LINE_BYTES } from '../columns.js';
import type { Line } from './lines.js';

const NEWLINE = 0x0a;
const TAB = 0x09;
const CLOSE = 0x7d;

/** Where the last whole document of a text ends; 0 for none. */
export const endOfDocument = (text: Buffer): number => {
  const at = text.lastIndexOf('\n}\n');
  return at < 0 ? 0 : at + 3;
};

/**
 * Makes each document of the text one line, in place, without a look at what they say: a line `}` ends a document. A tab
 * is no JSON within a string either, so what is broken stays broken.
 */
export function oneLineEach(lines: Buffer): Buffer {
  for (let at = lines.indexOf(NEWLINE); at >= 0; at = lines.indexOf(NEWLINE, at + 1))
    // The end of the line before is a tab by then.
    if (!(lines[at - 1] === CLOSE && lines[at - 2] === TAB)) lines[at] = TAB;
  return lines;
}

export class Joiner {
  #start: number | null = null;
  #parts: string[] = [];
  #length = 0;

  constructor(readonly onDocument: (line: Line) => void) {}

  /** Within no document. */
  get idle(): boolean {
    return this.#start === null;
  }

  push(line: Line): void {
    const text = line.text?.trimEnd() ?? null;
    // A second beginning: the document before was cut.
    if (text === '{') this.end();
    if (this.#start === null && text !== '{') {
      this.onDocument(line);
      return;
    }
    this.#start ??= line.number;
    this.#length += text?.length ?? MAX_LINE_BYTES + 1;
    if (this.#length > MAX_LINE_BYTES) this.#parts = [];
    else this.#parts.push(text ?? '');
    if (text === '}') this.end();
  }

  end(): void {
    if (this.#start === null) return;
    const tooLong = this.#length > MAX_LINE_BYTES;
    this.onDocument({
      number: this.#start,
      text: tooLong ? null : this.#parts.join('\n'),
      reason: tooLong ? `longer than ${MAX_LINE_BYTES / 2 ** 20} MiB` : '',
    });
    this.#start = null;
    this.#parts = [];
    this.#length = 0;
  }
}
