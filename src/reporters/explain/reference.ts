/** The reference page of the docs folder: every capability, then every profile. */
import type { CapabilityInfo } from '../../capabilities/capability.js';
import { needsOf } from '../../profiles/needs.js';
import type { Profile } from '../../profiles/profile.js';
import { WAY_NAMES } from '../../require/way.js';
import { asMarkdown, asText } from './article.js';
import { ofCapability, ofProfile } from './explanation.js';
import { ofWay } from './way-article.js';

const INTRODUCTION = `# Capabilities

Every row of a report: what it is, since when, how it is probed, what each state would mean, who needs it and what to
do. A row that depends on memory stands once for each, as \`ID:MEMORY\`. Then the profiles: what a host must have to be
ready for a consumer. This page is written by \`hgm-probe explain --all --format markdown\`.
`;

export function referenceMarkdown(catalog: readonly CapabilityInfo[], profiles: readonly Profile[]): string {
  const sections = [...new Set(catalog.map(({ group }) => group.section))];
  const capabilities = sections.flatMap((section) => [
    `## ${section}\n`,
    ...catalog
      .filter(({ group }) => group.section === section)
      .map((info) => asMarkdown(ofCapability(info, null, needsOf(info.id, null, profiles)), 3)),
  ]);
  const ready = ['## Profiles\n', ...profiles.map((profile) => asMarkdown(ofProfile(profile), 3))];
  return [INTRODUCTION, ...capabilities, ...ready].join('\n');
}

/** The same for a terminal. */
export function referenceText(
  catalog: readonly CapabilityInfo[],
  profiles: readonly Profile[],
  width: number,
): string {
  const articles = [
    ...catalog.map((info) => ofCapability(info, null, needsOf(info.id, null, profiles))),
    ...profiles.map(ofProfile),
  ];
  return articles.map((article) => asText(article, width)).join('\n\n');
}

/** Every name that can be explained, in groups. */
export function contents(catalog: readonly CapabilityInfo[], profiles: readonly Profile[]): string {
  const headings = [...new Set(catalog.map(({ group }) => group.heading))];
  const groups: [string, [string, string][]][] = [
    ...headings.map((heading): [string, [string, string][]] => [
      heading,
      catalog.filter(({ group }) => group.heading === heading).map(({ id, name }) => [id, name]),
    ]),
    ['Profiles', profiles.map(({ name, title }) => [name, title])],
    ['Ways to serve a guest', WAYS.map((id) => [`way:${id}`, ofWay(id).title])],
  ];
  const width = Math.max(...groups.flatMap(([, rows]) => rows.map(([id]) => id.length)));
  const text = groups.map(([heading, rows]) =>
    [heading, ...rows.map(([id, words]) => `  ${id.padEnd(width)}  ${words}`)].join('\n'),
  );
  return `${text.join('\n\n')}\n\nOne of them, and how it stands on this host: hgm-probe explain NAME\n`;
}

/** Sizes as hosts have them mostly; others have such ways, too. */
const WAYS = WAY_NAMES.filter((name) => name !== 'any');
