import { Config, type Interfaces } from '@oclif/core';
import { commands, packageJson, ROOT } from '../shipped.js';

/**
 * What oclif knows of this tool. In a bundle it is told, since there is no folder to find the commands in;
 * nothing from the data directory of the caller is loaded: the tool is started as root.
 */
export async function loadConfig(): Promise<Config> {
  const told = ownPlugin();
  return Config.load({
    root: ROOT,
    userPlugins: false,
    devPlugins: false,
    ...(told === null ? {} : { plugins: new Map([[told.name, told]]) }),
  });
}

/** Its commands are loaded each for itself, when it is run. */
function ownPlugin(): Interfaces.Plugin | null {
  const shipped = commands();
  if (shipped === null) return null;
  const pjson = packageJson();
  const { name, version } = pjson;
  const find = async (id: string) => {
    const load = shipped.load[id];
    if (load === undefined) throw new Error(`no command ${id} in the bundle`);
    const command = (await load()).default;
    command.id = id;
    return command;
  };
  const list = Object.values(shipped.manifest.commands).map((cached) => ({
    ...cached,
    load: () => find(cached.id),
  }));
  return {
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
    commands: list,
    commandIDs: list.map(({ id }) => id),
    commandsDir: undefined,
    topics: Object.entries(pjson.oclif.topics ?? {}).map(([topic, said]) => ({ ...said, name: topic })),
    hooks: {},
    findCommand: find,
    load: async () => {},
  };
}
