/**
 * `dist/hgm-probe-VERSION.cdx.json`: what is inside of the artefacts, as CycloneDX. npm describes the packages;
 * kept are those in the bundle, and Node with its libraries, by what it says of itself, stands beside them.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DIST, MODULES, ROOT } from '../paths.js';
import { ABOUT, EPOCH } from './about.js';
import { nodeOf, TARGETS } from './targets.js';

export const SBOM = join(DIST, `${ABOUT.name}-${ABOUT.version}.cdx.json`);

const json = (program, args) =>
  JSON.parse(execFileSync(program, args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 28 }));

const reference = (name) => {
  const { version } = JSON.parse(readFileSync(join(MODULES, name, 'package.json'), 'utf8'));
  return `${name}@${version}`;
};

/** Node, with the libraries that its program is linked with. */
function nodeComponent() {
  const [target] = TARGETS;
  const { node, modules: _, ...libraries } = json(nodeOf(target), ['-p', 'JSON.stringify(process.versions)']);
  return {
    'bom-ref': `node@${node}`,
    type: 'platform',
    name: 'node',
    version: node,
    description: 'In the single file and the packages made of it, not in the npm package.',
    purl: `pkg:generic/node@${node}`,
    licenses: [{ license: { id: 'MIT' } }],
    components: Object.entries(libraries).map(([name, version]) => ({
      'bom-ref': `node@${node}/${name}@${version}`,
      type: 'library',
      name,
      version,
    })),
  };
}

/** Writes it for the packages of the bundle, by name. */
export function writeSbom(packages) {
  const { serialNumber: _, ...bom } = json('npm', ['sbom', '--sbom-format', 'cyclonedx']);
  const inside = new Set(packages.map(reference));
  const node = nodeComponent();
  const root = bom.metadata.component['bom-ref'];
  const kept = bom.components
    .filter((component) => inside.has(component['bom-ref']))
    // Where npm says that it is for development: it is shipped, inside the bundle.
    .map(({ properties: __, ...component }) => component);
  const document = {
    ...bom,
    metadata: {
      ...bom.metadata,
      timestamp: new Date(EPOCH * 1000).toISOString(),
      component: { ...bom.metadata.component, type: 'application', name: ABOUT.name },
    },
    components: [...kept, node],
    dependencies: [{ ref: root, dependsOn: [...inside, node['bom-ref']].sort() }],
  };
  writeFileSync(SBOM, `${JSON.stringify(document, null, 2)}\n`);
  return SBOM;
}
