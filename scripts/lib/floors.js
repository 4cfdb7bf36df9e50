/**
 * The floors of src, from the ground up: a folder imports from those below it alone, and folders of one floor know
 * nothing of each other. Biome holds them, by one rule for each folder (noRestrictedImports) in biome.floors.json.
 */
export const FLOORS = [
  ['ground'],
  ['capabilities'],
  ['input'],
  ['observe'],
  ['report'],
  ['judge'],
  ['require'],
  ['profiles'],
  ['document'],
  ['recording'],
  ['diff', 'fleet'],
  ['reporters'],
  ['completions'],
  ['cli'],
  ['commands'],
  ['start', 'api'],
];

/** What biome.floors.json is to have. */
export function floorsConfig() {
  const overrides = FLOORS.flatMap((floor, at) =>
    floor.flatMap((folder) => {
      const above = [...FLOORS.slice(at + 1).flat(), ...floor.filter((other) => other !== folder)];
      return above.length === 0 ? [] : [override(folder, above)];
    }),
  );
  return { $schema: './node_modules/@biomejs/biome/configuration_schema.json', overrides };
}

function override(folder, above) {
  const message = 'An arrow that goes back: CONTRIBUTING.md has the floors.';
  const patterns = [{ group: above.map((each) => `**/../${each}/**`), message }];
  const rules = { style: { noRestrictedImports: { level: 'error', options: { patterns } } } };
  return { includes: [`src/${folder}/**`], linter: { rules } };
}
