import { Markup, markup } from './markup.js';
import { STYLE } from './style.js';

/** What stands under one heading; `id` is unique on the page. */
export interface Part {
  id: string;
  title: string;
  body: Markup;
}

/**
 * One page that needs nothing else: no script, no font, no image, nothing fetched, which the policy in its head
 * holds even if something of a host got past the escaping.
 *
 * @param parts those that are null have nothing to say
 */
export function frame(title: string, head: Markup, parts: readonly (Part | null)[]): string {
  const said = parts.filter((part) => part !== null);
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<header>
<h1>${title}</h1>
${head}
<nav aria-label="On this page"><ul>${said.map(
    ({ id, title: name }) => markup`<li><a href="#${id}">${name}</a></li>
`,
  )}</ul></nav>
</header>
<main>
${said.map(section)}</main>
</body>
</html>
`.html;
}

const section = ({
  id,
  title,
  body,
}: Part): Markup => markup`<section id="${id}" aria-labelledby="${id}-heading">
<h2 id="${id}-heading">${title}</h2>
${body}
</section>
`;
