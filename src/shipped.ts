/**
 * What comes with the program, read from the checkout. The bundle has a module in the place of this one
 * that carries the same inside itself (scripts/lib/package/shipped.js), so that nothing is looked for.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Interfaces } from '@oclif/core';

/** The folder of package.json; seen alike from src and dist. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

const text = (...path: string[]): string => readFileSync(join(ROOT, ...path), 'utf8');

export const packageJson = (): Interfaces.PJSON & { name: string; version: string } =>
  JSON.parse(text('package.json'));

/** What `--help` says of each command, as `oclif manifest` writes it; null where oclif is to find them by package.json. */
export const shippedManifest = async (): Promise<Interfaces.Manifest | null> => null;

/** The tool's own profiles, where they are still to be read from this folder. */
export const ownProfiles = (): { folder: string } | { parsed: object[] } => ({
  folder: join(ROOT, 'profiles'),
});

/** Where addons lie by platform; a checkout has the one that it built. */
export const addonFolders = (): string[] => [];

/** The JSON Schema of the report, as `npm run schema` writes it; throws what reading a file throws. */
export const schemaText = async (): Promise<string> => text('schema', 'report.schema.json');
