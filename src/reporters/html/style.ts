/** The page's style. State and basis are always said in words, so colour only repeats them. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1a1a1a; --paper: #fff; --soft: #555; --line: #c8c8c8; --head: #f1f1ee;
  --bar: #2a5d8f; --mark: #9c3d00; --good: #1b6632; --care: #7a4a00; --odd: #8a2080; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e8e6; --paper: #161616; --soft: #b0b0ad; --line: #4a4a4a;
  --head: #242424; --bar: #7db3e6; --mark: #ffb27a; --good: #84d49b; --care: #f0c070; --odd: #eaa0e0; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 72rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.25; } h2 { font-size: 1.25rem; margin-top: 2.5rem; }
h3 { font-size: 1rem; margin: 0 0 .25rem; }
.verdict { font-size: 1.125rem; font-weight: 600; }
.wide { overflow-x: auto; margin: 1rem 0; }
table { border-collapse: collapse; font-size: .875rem; overflow-wrap: normal; }
caption { text-align: left; font-weight: 600; padding: .25rem 0; }
th, td { padding: .2rem .6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top;
  font-variant-numeric: tabular-nums; }
thead th, th.group { background: var(--head); } tbody th { font-weight: normal; } th.group { font-weight: 600; }
.numbers td, .numbers thead th + th { text-align: right; white-space: nowrap; }
.supported { color: var(--good); } .limited, .not_permitted, .no_resources { color: var(--care); }
.unknown { color: var(--odd); } .not_probed, .not_applicable { color: var(--soft); }
.warning { border-left: .25rem solid var(--mark); padding-left: .75rem; font-weight: 600; }
figure { margin: 2rem 0; display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 0 1.5rem; }
figcaption { grid-column: 1 / -1; } figcaption p { margin: 0; color: var(--soft); font-size: .875rem; }
figure .wide { margin: 0; }
svg { width: 100%; height: auto; font: 11px system-ui, sans-serif; }
svg .bar { fill: var(--bar); } svg .axis { stroke: var(--soft); stroke-width: 1; }
svg .way { fill: none; stroke: var(--bar); stroke-width: 2; } svg .point { fill: var(--bar); }
svg .mark { stroke: var(--mark); stroke-dasharray: 4 3; } svg text { fill: var(--ink); }
@media (max-width: 45rem) { figure { grid-template-columns: minmax(0, 1fr); } }
@page { margin: 12mm; }
@media print { :root { color-scheme: light; --ink: #000; --paper: #fff; --soft: #333; --line: #999; --head: #eee;
  --bar: #2a5d8f; --mark: #9c3d00; --good: #000; --care: #000; --odd: #000; }
  body { padding: 0; max-width: none; font-size: 10pt; } table { font-size: 7.5pt; } th, td { padding: .1rem .3rem; }
  .wide { overflow: visible; } .numbers td { white-space: normal; } tr, figcaption, svg { break-inside: avoid; }
  figure { break-inside: avoid; } h2, h3, caption { break-after: avoid; } thead { display: table-header-group; } }
`;
