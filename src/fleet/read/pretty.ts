/** Documents spread over lines, as `--json` writes them, put together again: from a line `{` to a line `}`. */
import { MAX_LINE_BYTES } from './columns.js';
import type { Line } from './lines.js';

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
