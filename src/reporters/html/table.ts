import { type Markup, markup } from './markup.js';

type Cell = Markup | string | number | null;

/** A row with more to say: shown while it is pointed at or has the focus, and on paper. */
export interface Explained {
  cells: readonly Cell[];
  about: Markup;
}

export interface Rows {
  /** Names the group of rows; null where there is but one. */
  title: string | null;
  /** The first cell of a row is its heading. */
  rows: readonly (readonly Cell[] | Explained)[];
}

/**
 * A table that says what it is about and which cell heads which. It scrolls by itself where the screen is
 * narrower, by keys as well.
 *
 * @param id unique on the page
 * @param numeric whether the cells after the first are numbers
 */
export function table(
  id: string,
  caption: Markup | string,
  heading: readonly string[],
  groups: readonly Rows[],
  numeric = false,
): Markup {
  const head = heading.map((name) => markup`<th scope="col">${name}</th>`);
  const bodies = groups.map(
    ({ title, rows }, group) => markup`<tbody>${
      title === null
        ? null
        : markup`<tr><th scope="rowgroup" colspan="${heading.length}" class="group">${title}</th></tr>`
    }${rows.map((each, at) => ('cells' in each ? explained(each, `${id}-${group}-${at}`) : row(each)))}</tbody>
`,
  );
  return markup`<div class="wide" role="region" aria-labelledby="${id}" tabindex="0">
<table${numeric ? markup` class="numbers"` : null}><caption id="${id}">${caption}</caption>
<thead><tr>${head}</tr></thead>
${bodies}</table>
</div>
`;
}

function row([name = '', ...cells]: readonly Cell[]): Markup {
  return markup`<tr><th scope="row">${name}</th>${cells.map((cell) => markup`<td>${cell}</td>`)}</tr>
`;
}

function explained({ cells: [name = '', ...cells], about }: Explained, id: string): Markup {
  const head = markup`<span tabindex="0" aria-describedby="${id}">${name}</span>`;
  return markup`${row([head, ...cells])}<tr class="about"><td id="${id}" colspan="${cells.length + 1}">${about}</td></tr>
`;
}
