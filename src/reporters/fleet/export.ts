import type { Exported } from '../../fleet/export.js';
import { figure } from './page.js';

export const exported = (tables: readonly Exported[]): string =>
  tables
    .map(
      ({ table, rows, files }) =>
        `${table}: ${figure(rows)} rows in ${figure(files)} file${files === 1 ? '' : 's'}\n`,
    )
    .join('');
