import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { FLOORS, floorsConfig } from '../../scripts/lib/floors.js';

const root = new URL('../../', import.meta.url);

it('is what lint holds src to; npm run floors writes it', () => {
  expect(JSON.parse(readFileSync(new URL('biome.floors.json', root), 'utf8'))).toEqual(floorsConfig());
});

it('has every folder of src: one that it lacks could import whatever it likes', () => {
  const folders = readdirSync(new URL('src', root), { withFileTypes: true }).filter((each) =>
    each.isDirectory(),
  );
  expect(FLOORS.flat().toSorted()).toEqual(folders.map(({ name }) => name).toSorted());
});
