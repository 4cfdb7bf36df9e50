/** Reads the profiles that the tool brings and those of the user, and parses what they require. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { EXIT } from '../cli/exit.js';
import { Fault, ioFault } from '../cli/fault.js';
import { jsonErrorAt, lineAndColumn } from '../input/json-place.js';
import { type Expression, ExpressionError, termsOf } from '../require/expression.js';
import { parseExpression } from '../require/parse.js';
import { type Profile, ProfileFile } from './profile.js';

/**
 * The profiles of a folder, in the order of their names.
 *
 * @param folder every `*.json` in it
 * @throws Fault: 74 for a folder or a file that can't be read, 65 with the place of what is wrong in one
 */
export function readFolder(folder: string): Profile[] {
  const seen = new Map<string, string>();
  const profiles = list(folder).map((file) => {
    const path = join(folder, file);
    const profile = parseProfile(read(path), path);
    const other = seen.get(profile.name);
    if (other !== undefined) throw bad(path, `name: ${profile.name} is that of ${other}, too`);
    seen.set(profile.name, path);
    return profile;
  });
  return profiles.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch (error) {
    throw ioFault(`cannot read the profiles in ${folder}`, error);
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw ioFault(`cannot read the profile ${path}`, error);
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
