/** Help, which oclif draws from what the commands say of themselves. No other run loads oclif but for its spinner. */
import { Config, type Interfaces, run, settings } from '@oclif/core';
import { openStreams } from '../cli/output/streams.js';
import { packageJson, ROOT, shippedManifest } from '../shipped.js';

/** Nothing from the data directory of the caller is loaded: the tool is started as root. */
const OWN_ONLY = { root: ROOT, userPlugins: false, devPlugins: false } as const;

/** @param words as `defaultCommand` gives them, with `--help` among them */
export async function showHelp(words: string[]): Promise<void> {
  // Nothing from the data or configuration directory of whoever calls may be loaded, and no TypeScript be compiled on
  // the way because NODE_ENV says "development".
  process.env.HGM_PROBE_DISABLE_THEME = '1';
  settings.enableAutoTranspile = false;
  openStreams();
  await run(words, await Config.load(await options()));
}

/** In a bundle oclif is told of the commands, since there is no folder to find them in. */
async function options(): Promise<Interfaces.LoadOptions> {
  const manifest = await shippedManifest();
  if (manifest === null) return OWN_ONLY;
  const pjson = packageJson();
  const { name, version } = pjson;
  // A command that can be shown and not be run: help asks for no more.
  const load = async () => {
    throw new Error('help runs no command');
  };
  const commands = Object.values(manifest.commands).map((one) => ({ ...one, load }));
  const plugin: Interfaces.Plugin = {
    _base: '',
    alias: name,
    name,
    version,
    pjson,
    root: ROOT,
    type: 'core',
    moduleType: 'module',
    isRoot: true,
    valid: true,
    hasManifest: true,
    options: { root: ROOT },
    commands,
    commandIDs: commands.map(({ id }) => id),
    commandsDir: undefined,
    topics: Object.entries(pjson.oclif.topics ?? {}).map(([topic, said]) => ({ ...said, name: topic })),
    hooks: {},
    findCommand: load,
    load: async () => {},
  };
  return { ...OWN_ONLY, plugins: new Map([[name, plugin]]) };
}
