import { printable } from '../text.js';

/** Text that is HTML already; anything else is escaped where it is put in. */
export class Markup {
  constructor(readonly html: string) {}
}

type Content = Markup | string | number | null | readonly Content[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A template whose holes are escaped, in text and in quoted attributes alike: a host's name is never a tag. */
export function markup(strings: TemplateStringsArray, ...holes: readonly Content[]): Markup {
  return new Markup(
    strings.map((string, at) => string + (at < holes.length ? filled(holes[at]) : '')).join(''),
  );
}

function filled(hole: Content | undefined): string {
  if (hole === null || hole === undefined) return '';
  if (hole instanceof Markup) return hole.html;
  if (typeof hole === 'object') return hole.map(filled).join('');
  // Also without the characters that turn the direction of what stands around them.
  return printable(String(hole)).replace(/[&<>"']/g, (char) => ENTITIES[char] ?? '');
}
