import type { Deed } from '../deeds.js';
import { type Markup, markup } from './markup.js';

/** What would change the refusals, the least first, each with what is typed. */
export const deedList = (deeds: readonly Deed[]): Markup =>
  markup`<ol>${deeds.map(
    ({
      text,
      commands,
      all,
    }) => markup`<li>${text}${all ? ' All of these, in this order:' : null}${commands.map(
      (command) => markup`<pre><code>${command}</code></pre>`,
    )}</li>
`,
  )}</ol>`;
