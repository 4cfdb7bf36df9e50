/** Lines of a transcript, or of the probe, as facts that can be compared. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

/** Section, part of it, and call, with a number where the same one comes again; and what was answered. */
export type Facts = Map<string, string>;

export function readTranscript(name: string): string {
  const file = fileURLToPath(new URL(`transcripts/${name}.txt.gz`, import.meta.url));
  return gunzipSync(readFileSync(file)).toString('latin1');
}

export const sectionOf = (key: string): string => key.slice(0, key.indexOf(' | '));

export function parse(text: string): Facts {
  const facts: Facts = new Map();
  let section = '';
  let part = '';
  let block = '';
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('== ')) [section, part, block] = [line.trimEnd(), '', ''];
    else if (line.startsWith(' -- ')) [part, block] = [line.trim(), ''];
    else if (/^ {2}smaps\[/.test(line)) block = line.trim();
    else {
      const inBlock = block !== '' && line.startsWith('    ');
      if (!inBlock) block = '';
      const fact = section === '' ? null : inBlock ? keyed(line, block) : answered(line);
      if (fact !== null) add(facts, [section, part, fact[0]].join(' | '), fact[1]);
    }
  }
  return facts;
}

type Fact = [string, string] | null;

/** `Key:   123 kB`, or `VMA +0x0..+0x800000 rw-s`: columns differ between kernels and mean nothing. */
function keyed(line: string, block: string): Fact {
  const [key = '', ...rest] = line.trim().split(/\s+/);
  return [`${block} ${key}`, rest.join(' ')];
}

/** `LABEL ret=-1 errno=EINVAL mapped=-22`, `LABEL -> EINVAL`, or a look at contents. */
function answered(line: string): Fact {
  const call = /^ {2}(\S.*?):?\s+(ret=.*)$/.exec(line) ?? /^ {2}(UFFDIO_API\S+) -> (\w+)/.exec(line);
  // The probe fills the field with this number, and where the kernel left it, it is "untouched".
  if (call) return [String(call[1]), String(call[2]).trim().replace('-99999', 'untouched')];
  return /^ {2}primary\[/.test(line) ? ['content', line.trim()] : null;
}

function add(facts: Facts, key: string, answer: string): void {
  let unique = key;
  for (let again = 2; facts.has(unique); again += 1) unique = `${key} (${again})`;
  facts.set(unique, answer);
}
