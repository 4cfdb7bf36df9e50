/** The table of `npm run test:layers`: every row of every situation, in 100 columns. */
import { describe, expect, it } from 'vitest';
import { SITUATIONS } from '../layers/settings.js';
import type { SeenRow } from '../layers/situation.js';
import { table } from '../layers/table.js';

const device: SeenRow = {
  id: 'open.device',
  state: 'not_permitted',
  gate: 'device_node',
  commands: 'mknod + mount + setfacl',
  run: 2,
  opened: 1,
};
const user: SeenRow = {
  id: 'open.user_mode_only',
  state: 'limited',
  gate: null,
  commands: '',
  run: 0,
  opened: 0,
};

describe('the table of situations', () => {
  it('has a row for each way in, and the name beside them', () => {
    const lines = table([
      { name: 'nobody', rows: [device, user] },
      { name: 'a name that is longer than its one row', rows: [user] },
    ]).split('\n');
    expect(lines).toEqual([
      'situation                row             verdict        gate         commands run             opened',
      'nobody                   device          not_permitted  device_node  mknod + mount + setfacl  1 of 2',
      '                         user_mode_only  limited        -            -                        -',
      'a name that is longer    user_mode_only  limited        -            -                        -',
      'than its one row',
      '2 situations, 3 rows, 2 times commands run, 1 opened',
    ]);
  });

  it('takes 100 columns at most, whatever the situation', () => {
    const all = SITUATIONS.map(({ name }) => ({ name, rows: [device, user] }));
    expect(
      Math.max(
        ...table(all)
          .split('\n')
          .map(({ length }) => length),
      ),
    ).toBeLessThanOrEqual(100);
  });
});
