/** Reads the profiles that the tool brings and those of the user, and parses what they require. */
import { isUtf8 } from 'node:buffer';
import { closeSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { escaped } from '../ground/escape.js';
import { EXIT } from '../ground/exit.js';
import { errnoWords, Fault, ioFault } from '../ground/fault.js';
import { jsonErrorAt, lineAndColumn } from '../input/json-place.js';
import { NoFileError, openFile } from '../input/regular.js';
import { type Expression, ExpressionError, termsOf } from '../require/language/expression.js';
import { parseExpression } from '../require/language/parse.js';
import { type Profile, ProfileFile } from './profile.js';

/** Beyond this it is no profile: the longest that the tool brings has a fiftieth. */
const MAX_BYTES = 2 ** 18;

/**
 * The profiles of a folder, in the order of their names.
 *
 * @param folder every `*.json` in it
 * @param passedOver is told of each that can't be read, with its name and why
 * @throws Fault: 74 for a folder that can't be read, 65 with the place of what is wrong in a file
 */
export function readFolder(folder: string, passedOver: (why: string) => void): Profile[] {
  const seen = new Map<string, string>();
  const profiles = list(folder).flatMap((file) => {
    const path = join(folder, shown(file));
    const text = read(Buffer.concat([Buffer.from(`${folder}/`), file]), path, passedOver);
    if (text === null) return [];
    const profile = parseProfile(text, path);
    const other = seen.get(profile.name);
    if (other !== undefined) throw bad(path, `name: ${profile.name} is that of ${other}, too`);
    seen.set(profile.name, path);
    return [profile];
  });
  return profiles.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** As bytes: of a name that is not UTF-8 nothing else leads to the file. */
function list(folder: string): Buffer[] {
  try {
    return readdirSync(folder, { encoding: 'buffer' }).filter((name) => name.toString().endsWith('.json'));
  } catch (error) {
    throw ioFault(`cannot read the profiles in ${folder}`, error);
  }
}

const shown = (name: Buffer): string =>
  isUtf8(name) ? name.toString() : escaped(name.toString('latin1'), 255);

function read(file: Buffer, path: string, passedOver: (why: string) => void): string | null {
  try {
    const fd = openFile(file);
    try {
      const bytes = Buffer.alloc(MAX_BYTES + 1);
      const length = readSync(fd, bytes);
      if (length > MAX_BYTES) throw bad(path, `larger than ${MAX_BYTES / 1024} KiB`);
      return bytes.toString('utf8', 0, length);
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    if (error instanceof Fault) throw error;
    const why = error instanceof NoFileError ? `${error.message}, not read` : errnoWords(error);
    passedOver(`passed over ${path}: ${why}`);
    return null;
  }
}

/** @throws Fault (65) with the place of what is wrong */
export function parseProfile(text: string, path: string): Profile {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw bad(path, `no JSON at ${lineAndColumn(text, jsonErrorAt(text))}`);
  }
  const checked = v.safeParse(ProfileFile, parsed, { abortEarly: true });
  if (!checked.success) {
    const [issue] = checked.issues;
    throw bad(path, `${v.getDotPath(issue) ?? 'the document'}: ${issue.message}`);
  }
  const requires = checked.output.requires.map((one, index) => ({
    ...one,
    expression: expressionOf(one.expr, (why) => bad(path, `requires.${index}.expr: ${why}`)),
  }));
  return { ...checked.output, requires };
}

function expressionOf(expr: string, fault: (why: string) => Fault): Expression {
  let expression: Expression;
  try {
    expression = parseExpression(expr, []);
  } catch (error) {
    if (error instanceof ExpressionError) throw fault(error.message);
    throw error;
  }
  // Readiness is not a matter of one measurement on a busy host.
  if (termsOf(expression).some(({ kind }) => kind === 'latency'))
    throw fault('a profile speaks of capabilities, not of latencies');
  return expression;
}

const bad = (path: string, why: string): Fault => new Fault(EXIT.data, `bad profile ${path}: ${why}`);
