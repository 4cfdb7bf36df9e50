/** The module that takes the place of src/shipped.ts in the bundle: the same, with everything inside. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Config } from '@oclif/core';
import { DIST, ROOT } from '../paths.js';

const json = (value) => `JSON.parse(${JSON.stringify(JSON.stringify(value))})`;

/** The commands' help, as `oclif manifest` writes it; without the places of files, which the bundle has not. */
export async function readManifest() {
  const config = await Config.load({ root: ROOT, userPlugins: false, devPlugins: false });
  const { name, version } = config;
  const described = config.commands.map(({ load: _, relativePath: __, isESM: ___, ...cached }) => cached);
  const sorted = described.sort((a, b) => (a.id < b.id ? -1 : 1));
  return {
    version,
    commands: Object.fromEntries(sorted.map((one) => [one.id, { ...one, pluginName: name }])),
  };
}

/** Fields of package.json that a run reads. */
export function runtimePackage() {
  const { name, version, description, oclif } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const { commands: _, ...rest } = oclif;
  return { name, version, description, oclif: rest };
}

/**
 * For rolldown: the module, and two that it asks for when somebody wants to know, so that no other run reads them. The
 * bundle lies one folder below package.json.
 */
export async function shippedModules() {
  const { readFolder } = await import(pathToFileURL(join(DIST, 'profiles', 'load.js')).href);
  const profiles = readFolder(join(ROOT, 'profiles'), (why) => {
    throw new Error(why);
  });
  const source = `
    import { join } from 'node:path';
    export const ROOT = join(__dirname, '..');
    export const packageJson = () => (${json(runtimePackage())});
    export const shippedManifest = async () => (await import('shipped:manifest')).default;
    export const ownProfiles = () => ({ parsed: ${json(profiles)} });
    export const addonFolders = () => [join(ROOT, 'prebuilds')];
    export const schemaText = async () => JSON.stringify((await import('shipped:schema')).default, null, 2) + '\\n';
  `;
  const texts = {
    'shipped:manifest': JSON.stringify(await readManifest()),
    'shipped:schema': readFileSync(join(ROOT, 'schema', 'report.schema.json'), 'utf8'),
  };
  return {
    name: 'shipped',
    resolveId: (id) => (id in texts ? id : null),
    load(id) {
      if (id in texts) return { code: texts[id], moduleType: 'json' };
      return id === join(DIST, 'shipped.js') ? source : null;
    },
  };
}
