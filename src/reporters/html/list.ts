import { type Markup, markup } from './markup.js';

export function list(lines: readonly string[]): Markup {
  if (lines.length === 0) return markup``;
  return markup`<ul>${lines.map(
    (line) => markup`<li>${line}</li>
`,
  )}</ul>`;
}
