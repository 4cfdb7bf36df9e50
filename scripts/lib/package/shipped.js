/** The module that takes the place of src/shipped.ts in the bundle: the same, with everything inside. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Config } from '@oclif/core';
import { DIST, ROOT } from '../paths.js';
import { Failure } from '../run.js';

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

/** Its source. The bundle lies one folder below package.json. */
export async function shippedSource() {
  const manifest = await readManifest();
  const loaders = Object.keys(manifest.commands).map((id) => {
    const file = `./commands/${id.replaceAll(':', '/')}.js`;
    if (!existsSync(join(DIST, file))) throw new Failure(`the command ${id} is not in dist/${file.slice(2)}`);
    return `${JSON.stringify(id)}: () => import(${JSON.stringify(file)})`;
  });
  const schema = JSON.parse(readFileSync(join(ROOT, 'schema', 'report.schema.json'), 'utf8'));
  const { readFolder } = await import(pathToFileURL(join(DIST, 'profiles', 'load.js')).href);
  const profiles = readFolder(join(ROOT, 'profiles'));
  return `
    import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
    export const ROOT = join(__dirname, '..');
    export const packageJson = () => (${json(runtimePackage())});
    export const commands = () => ({ manifest: ${json(manifest)}, load: { ${loaders.join(', ')} } });
    export const ownProfiles = () => ({ parsed: ${json(profiles)} });
    export const addonFolders = () => [join(ROOT, 'prebuilds')];
    export const schemaText = () => JSON.stringify(${json(schema)}, null, 2) + '\\n';
  `;
}
