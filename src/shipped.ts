/**
 * What comes with the program, read from the checkout. The bundle has a module in the place of this one
 * that carries the same inside itself (scripts/lib/package/shipped.js), so that nothing is looked for.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command, Interfaces } from '@oclif/core';

/** A file by the path that a message names, and what it says. */
export interface ShippedFile {
  path: string;
  text: string;
}

export interface ShippedCommands {
  /** What `--help` says of each, as `oclif manifest` writes it. */
  manifest: Interfaces.Manifest;
  load: Readonly<Record<string, () => Promise<{ default: Command.Class }>>>;
}

/** The folder of package.json; seen alike from src and dist. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

const text = (...path: string[]): string => readFileSync(join(ROOT, ...path), 'utf8');

export const packageJson = (): Interfaces.PJSON & { name: string; version: string } =>
  JSON.parse(text('package.json'));

/** Null where oclif is to find the commands by package.json. */
export const commands = (): ShippedCommands | null => null;

/** The tool's own profiles; throws what reading a file throws. */
export const profileFiles = (): ShippedFile[] =>
  readdirSync(join(ROOT, 'profiles'))
    .filter((name) => name.endsWith('.json'))
    .map((name) => ({ path: join(ROOT, 'profiles', name), text: text('profiles', name) }));

/** The JSON Schema of the report, as `npm run schema` writes it; throws what reading a file throws. */
export const schemaText = (): string => text('schema', 'report.schema.json');
