import type { Outlier, Outliers } from '../../fleet/ask/outliers.js';
import { duration } from '../../ground/units.js';
import { seriesName } from '../../report/latency.js';
import type { Look } from '../reporter.js';
import { grid } from '../table/grid.js';
import { pageOf } from '../table/page.js';
import { counted, figure, name, type Who } from './page.js';

const MAX_LINES = 40;

export function outliers(answer: Outliers, who: Who, look: Look): string {
  const page = pageOf(look);
  const { found, compared, alone, minPeers } = answer;
  const rows = answer.outliers.slice(0, MAX_LINES).map(row);
  const heading = ['  HOST  ', 'SERIES  ', 'P50  ', 'OTHERS  ', 'TIMES  ', 'KERNEL, CPU'];
  const rest = found - rows.length;
  const named = answer.outliers.length < found ? `the first ${figure(answer.outliers.length)}` : 'them';
  const lines = [
    page.paint.bold(`${figure(found)} of ${figure(compared)} series out of line`),
    counted(who),
    ...(rows.length === 0 ? [] : ['', ...grid([heading, ...rows])]),
    ...(rest === 0 ? [] : [`  and ${figure(rest)} more; --json names ${named}`]),
    ...(alone === 0
      ? []
      : ['', `${figure(alone)} series have fewer than ${minPeers} hosts alike and were not compared.`]),
  ];
  return `${lines.join('\n')}\n`;
}

function row(one: Outlier): string[] {
  return [
    `  ${name(one.hostName, 40)}  `,
    `${name(seriesName(one, one.basePageBytes), 80)}  `,
    `${duration(one.p50Ns)}  `,
    `${duration(one.medianNs)}  `,
    `${(one.p50Ns / Math.max(1, one.medianNs)).toFixed(1)}  `,
    `${name(one.kernelRelease, 40)}, ${name(one.cpuModel ?? 'CPU not known', 40)}`,
  ];
}
