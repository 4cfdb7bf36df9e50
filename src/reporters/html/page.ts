import type { Report } from '../../report/contract.js';
import { benchWords } from '../bench.js';
import type { Reporter } from '../reporter.js';
import { waysTitle } from '../serving.js';
import { hostLine } from '../table/host.js';
import { verdict } from '../table/verdict.js';
import { context } from './context.js';
import { figure } from './figure.js';
import { Markup, markup } from './markup.js';
import { matrix } from './matrix.js';
import { STYLE } from './style.js';
import { stallTable, timingTable } from './timings.js';
import { waysPart } from './ways.js';

/**
 * One page that needs nothing else: no script, no font, no image, nothing fetched, which the policy in its head
 * holds even if something of a host got past the escaping.
 */
export const html: Reporter = (report: Report) => {
  const drawn = report.timings.filter((one) => one.distribution !== undefined && one.n > 0);
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>hgm-probe: ${report.host.name}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<header>
<h1>hgm-probe: ${report.host.name}</h1>
<p class="verdict">${verdict(report)}</p>
<p>${hostLine(report)}</p>
${report.bench && markup`<p${report.bench.complete ? null : markup` class="warning"`}>${benchWords(report.bench)}</p>`}
</header>
<main>
${report.ways.length === 0 ? null : section('ways', waysTitle(report.hgm), waysPart(report))}
${section('stall', 'How long a guest stalls', stallTable(report))}
${section('figures', 'Timings', timingTable(report))}
${drawn.length === 0 ? null : section('shapes', 'Distributions', markup`${drawn.map((one, at) => figure(one, `d${at}`))}`)}
${section('state', 'What this host can do', matrix(report))}
${section('ground', 'Clock and context', context(report))}
</main>
</body>
</html>
`.html;
};

function section(id: string, title: string, body: Markup): Markup {
  return markup`<section aria-labelledby="${id}-heading">
<h2 id="${id}-heading">${title}</h2>
${body}
</section>`;
}
