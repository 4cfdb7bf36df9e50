import type { Command, Interfaces } from '@oclif/core';
import { LOAD } from '../commands/load.js';
import { packageJson, ROOT, shippedManifest } from '../shipped.js';

/** Nothing from the data directory of the caller is loaded: the tool is started as root. */
const OWN_ONLY = { root: ROOT, userPlugins: false, devPlugins: false } as const;

/** For a run of one command, whose class is at hand: oclif is told of no command, and looks for none. */
export const runOptions = (): Interfaces.LoadOptions => told([]);

/** For help, which is about all commands. In a bundle oclif is told, since there is no folder to find them in. */
export function helpOptions(): Interfaces.LoadOptions {
  const manifest = shippedManifest();
  if (manifest === null) return OWN_ONLY;
  return told(Object.values(manifest.commands).map((one) => ({ ...one, load: () => loadCommand(one.id) })));
}

/** The class of a command, under the name that its messages have. */
export async function loadCommand(id: string): Promise<Command.Class> {
  const module = await LOAD[id]?.();
  if (module === undefined) throw new Error(`no command ${id}`);
  module.default.id = id;
  return module.default;
}

function told(commands: Command.Loadable[]): Interfaces.LoadOptions {
  const find = async (id: string) => {
    const command = await commands.find((one) => one.id === id)?.load();
    if (command === undefined) throw new Error(`no command ${id}`);
    return command;
  };
  const pjson = packageJson();
  const { name, version } = pjson;
  const plugin: Interfaces.Plugin = {
    _base: '',
    alias: name,
    name,
    version,
    pjson,
    root: ROOT,
    type: 'core',
    moduleType: 'commonjs',
    isRoot: true,
    valid: true,
    hasManifest: true,
    options: { root: ROOT },
    commands,
    commandIDs: commands.map(({ id }) => id),
    commandsDir: undefined,
    topics: Object.entries(pjson.oclif.topics ?? {}).map(([topic, said]) => ({ ...said, name: topic })),
    hooks: {},
    findCommand: find,
    load: async () => {},
  };
  return { ...OWN_ONLY, plugins: new Map([[name, plugin]]) };
}
