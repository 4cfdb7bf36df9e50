/** Files that hgm-observe found on its host, as it wrote them down: native/program/host/files.h. */
import { basename, dirname } from 'node:path';
import * as v from 'valibot';
import type { DeviceNumber, RecordedFiles } from '../observe/files/caller/root.js';
import { errnoName } from '../observe/names.js';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const path = v.pipe(v.string(), v.startsWith('/'));
const errno = v.pipe(count, v.minValue(1), v.maxValue(4095));
/** Each character is a byte. */
const bytes = v.pipe(
  v.string(),
  // biome-ignore lint/suspicious/noControlCharactersInRegex: any byte can stand in a file
  v.regex(/^[\u0000-\u00ff]*$/),
  v.transform((text) => Buffer.from(text, 'latin1')),
);

/** By the field that names its kind; where it could not be had, the errno stands in place of the rest. */
const KINDS = {
  file: v.union([v.object({ text: bytes, cut: v.boolean() }), v.object({ errno })]),
  folder: v.union([v.object({ names: v.array(v.string()) }), v.object({ errno })]),
  link: v.union([v.object({ to: v.string() }), v.object({ errno })]),
  device: v.union([v.object({ major: count, minor: count }), v.object({ errno })]),
  devicePrograms: v.union([v.object({ count }), v.object({ errno })]),
} as const;

type Kind = keyof typeof KINDS;
type Of<K extends Kind> = v.InferOutput<(typeof KINDS)[K]>;

export class ObservedFiles implements RecordedFiles {
  readonly #found = new Map<string, unknown>();

  /** @param before what stands where this has nothing */
  constructor(readonly before?: ObservedFiles) {}

  /** Takes a line; false where it is about none of these. @throws ValiError */
  take(line: Record<string, unknown>): boolean {
    const kind = (Object.keys(KINDS) as Kind[]).find((each) => each in line);
    if (kind === undefined) return false;
    this.#found.set(`${kind} ${v.parse(path, line[kind])}`, v.parse(KINDS[kind], line));
    return true;
  }

  file(at: string): { bytes: Buffer; cut: boolean } | { errno: string } {
    const found = this.#at('file', at);
    // A folder that was listed tells what is not there.
    const listed = this.names(dirname(at));
    if (found === undefined)
      return { errno: listed?.includes(basename(at)) === false ? 'ENOENT' : 'ENODATA' };
    return 'errno' in found ? { errno: errnoName(found.errno) } : { bytes: found.text, cut: found.cut };
  }

  names(at: string): string[] | null {
    const found = this.#at('folder', at);
    return found !== undefined && 'names' in found ? found.names : null;
  }

  link(at: string): string | null {
    const found = this.#at('link', at);
    return found !== undefined && 'to' in found ? found.to : null;
  }

  device(at: string): DeviceNumber | null {
    const found = this.#at('device', at);
    return found !== undefined && 'major' in found ? found : null;
  }

  devicePrograms(at: string): number {
    const found = this.#at('devicePrograms', at);
    return found !== undefined && 'count' in found ? found.count : -1;
  }

  #at<K extends Kind>(kind: K, at: string): Of<K> | undefined {
    const found = this.#found.get(`${kind} ${at}`) as Of<K> | undefined;
    return found !== undefined || this.before === undefined ? found : this.before.#at(kind, at);
  }
}
