/**
 * The style of every page. State and basis are always said in words, so colour only repeats them; sheets of paper and
 * pages of the night are the same page with other colours.
 */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --soft: #57606a; --line: #d0d7de; --head: #f3f5f7;
  --bar: #2a5d8f; --mark: #9c3d00; --link: #0a53a8; --good: #14532d; --on-good: #dff3e4; --care: #5f3a00;
  --on-care: #fcf0d3; --odd: #651a5e; --on-odd: #f7e6f5; --bad: #86190f; --on-bad: #fde6e3; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ec; --paper: #14171a; --soft: #a9b2bb; --line: #3b434b;
  --head: #1f2429; --bar: #7db3e6; --mark: #ffb27a; --link: #8dbdf2; --good: #9be3b0; --on-good: #12301c;
  --care: #f3cd85; --on-care: #36280b; --odd: #efb4e6; --on-odd: #381734; --bad: #ffb4a8; --on-bad: #431a14; } }
* { box-sizing: border-box; }
html { scroll-padding-bottom: 6rem; }
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 76rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1rem; margin: 0; font-weight: 600; color: var(--soft); }
h2 { font-size: 1.3rem; margin: 3rem 0 .75rem; padding-top: .75rem; border-top: 1px solid var(--line); line-height: 1.25; }
h3 { font-size: 1rem; margin: 1.5rem 0 .25rem; } p, ul, ol { max-width: 52rem; } header p { margin: .5rem 0; }
a { color: var(--link); } :focus-visible { outline: .15rem solid var(--link); outline-offset: .1rem; }
.verdict { font-size: 1.5rem; line-height: 1.3; font-weight: 650; } .soft { color: var(--soft); }
nav ul { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; max-width: none; }
nav a { display: inline-block; padding: .15rem 0; }
code, pre { font: .875rem/1.5 ui-monospace, monospace; }
pre { margin: .35rem 0 .75rem; padding: .5rem .75rem; background: var(--head); border-left: .2rem solid var(--bar);
  white-space: pre-wrap; }
.wide { overflow-x: auto; margin: 1rem 0; }
table { border-collapse: collapse; font-size: .875rem; overflow-wrap: normal; }
caption { text-align: left; font-weight: 600; padding: .25rem 0; }
th, td { padding: .3rem .6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top;
  font-variant-numeric: tabular-nums; }
thead th, th.group { background: var(--head); } tbody th { font-weight: normal; } th.group { font-weight: 600; }
th[scope=row] { min-width: 9rem; } th small { color: var(--soft); font-size: .93em; margin-left: .5rem; }
.numbers td, .numbers thead th + th { text-align: right; white-space: nowrap; }
.tag { display: inline-block; padding: 0 .4rem; border-radius: .25rem; white-space: nowrap; }
.supported, .ready { color: var(--good); background: var(--on-good); }
.limited, .not_permitted, .no_resources, .restricted, .differ { color: var(--care); background: var(--on-care); }
.unknown { color: var(--odd); background: var(--on-odd); }
.not_ready, .alarm, .contradict { color: var(--bad); background: var(--on-bad); }
.advertised { color: var(--link); } .not_probed, .not_applicable, .not_judged { color: var(--soft); }
.warning { border-left: .25rem solid var(--mark); padding-left: .75rem; } .alarm.warning { padding: .25rem .75rem; }
[tabindex] > b { font-weight: normal; cursor: help; text-decoration: underline dotted var(--soft); text-underline-offset: .2em; }
tr.about { display: none; } tr:hover > th, tr:hover > td { background-color: var(--head); }
tr:hover + tr.about, tr:focus-within + tr.about { display: block; position: fixed; inset: auto 0 0; z-index: 1;
  max-height: 40vh; overflow: auto; background: var(--head); border-top: .2rem solid var(--bar); }
tr:hover + tr.about { z-index: 2; } tr.about td { display: block; max-width: 76rem; margin: 0 auto; padding: .6rem 1rem; border: 0;
  white-space: normal; text-align: left; }
.share { display: block; height: .85rem; min-width: 1px; background: var(--bar); print-color-adjust: exact; }
.track { width: 14rem; min-width: 6rem; }
figure { margin: 2rem 0; display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 0 1.5rem; }
figcaption { grid-column: 1 / -1; } figcaption p { margin: 0; color: var(--soft); font-size: .875rem; }
figure h3 { margin: 0; } figure .wide { margin: 0; } figure.strip { grid-template-columns: minmax(0, 1fr); margin: 1.25rem 0; }
svg { width: 100%; max-width: 52rem; height: auto; font: 11px system-ui, sans-serif; }
svg .bar { fill: var(--bar); } svg .axis { stroke: var(--soft); stroke-width: 1; }
svg .way { fill: none; stroke: var(--bar); stroke-width: 2; } svg .point { fill: var(--bar); }
svg .mark { stroke: var(--mark); stroke-dasharray: 4 3; } svg text { fill: var(--ink); }
@media (max-width: 45rem) { th small { display: block; margin: 0; } figure { grid-template-columns: minmax(0, 1fr); } .verdict { font-size: 1.25rem; }
  th[scope=row] { min-width: 7rem; } th, td { padding: .3rem .4rem; }
  [aria-labelledby=profiles] table, [aria-labelledby=ways] table { overflow-wrap: anywhere; }
  [aria-labelledby=profiles] th { min-width: 6rem; } [aria-labelledby=profiles] .tag { white-space: normal; } .track { width: 7rem; } }
@page { margin: 12mm; }
@media print { :root { color-scheme: light; --ink: #000; --paper: #fff; --soft: #333; --line: #999; --head: #eee;
  --bar: #2a5d8f; --mark: #9c3d00; --link: #000; --good: #000; --care: #000; --odd: #000; --bad: #000;
  --on-good: none; --on-care: none; --on-odd: none; --on-bad: none; }
  body { padding: 0; max-width: none; font-size: 10pt; } table { font-size: 7.5pt; } th, td { padding: .1rem .3rem; }
  nav { display: none; } .wide { overflow: visible; } .track { width: auto; min-width: 0; } th[scope=row] { min-width: 0; } .tag { padding: 0; }
  table, th, td { overflow-wrap: anywhere; } .numbers td, .tag { white-space: normal; } pre { font-size: 8pt; }
  tr.about, tr:hover + tr.about { display: table-row; position: static; max-height: none; }
  tr.about td { display: table-cell; padding: 0 .3rem .3rem 1.5rem; border-bottom: 1px solid var(--line); font-style: italic; }
  tr, figcaption, svg, figure { break-inside: avoid; } h2, h3, caption { break-after: avoid; }
  thead { display: table-header-group; } }
`;
