/** Reads the profiles that the tool brings and those of the user, and parses what they require. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { EXIT } from '../cli/exit.js';
import { Fault, ioFault } from '../cli/fault.js';
import { jsonErrorAt, lineAndColumn } from '../input/json-place.js';
import { type Expression, ExpressionError, termsOf } from '../require/expression.js';
import { parseExpression } from '../require/parse.js';
import { profileFiles, type ShippedFile } from '../shipped.js';
import { type Profile, ProfileFile } from './profile.js';

/**
 * The tool's profiles and those in a folder; a file of the user replaces the profile of the same name.
 *
 * @param folder of `--profiles DIR`: every `*.json` in it
 * @throws Fault: 74 for a folder or a file that can't be read, 65 with the place of what is wrong in one
 */
export function loadProfiles(folder?: string): Profile[] {
  const own = parseAll(ownFiles());
  if (folder === undefined) return own;
  const named = new Map([...own, ...parseAll(filesIn(folder))].map((profile) => [profile.name, profile]));
  return [...named.values()];
}

function parseAll(files: readonly ShippedFile[]): Profile[] {
  const seen = new Map<string, string>();
  const profiles = files.map(({ path, text }) => {
    const profile = parseProfile(text, path);
    const other = seen.get(profile.name);
    if (other !== undefined) throw bad(path, `name: ${profile.name} is that of ${other}, too`);
    seen.set(profile.name, path);
    return profile;
  });
  return profiles.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function ownFiles(): ShippedFile[] {
  try {
    return profileFiles();
  } catch (error) {
    throw ioFault('cannot read the own profiles', error);
  }
}

function filesIn(folder: string): ShippedFile[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    throw ioFault(`cannot read the profiles in ${folder}`, error);
  }
  const paths = names.filter((name) => name.endsWith('.json')).map((name) => join(folder, name));
  return paths.map((path) => ({ path, text: read(path) }));
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
