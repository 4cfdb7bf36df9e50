/** The reference page of the docs folder: every capability, then every profile. */
import type { CapabilityInfo, Group } from '../judge/catalog.js';
import { needsOf } from '../profiles/needs.js';
import type { Profile } from '../profiles/profile.js';
import { asMarkdown, asText } from './article.js';
import { ofCapability, ofProfile } from './explanation.js';

const HEADINGS: Readonly<Record<Group, string>> = {
  hgm: 'High-granularity mapping',
  open: 'Ways in',
  feature: 'Features of UFFDIO_API',
  register: 'Registering memory',
  operation: 'Operations',
};

const INTRODUCTION = `# Capabilities

Every row of a report: what it is, since when, how it is probed, what each state would mean, who needs it and what to
do. A row that depends on memory stands once for each, as \`ID:MEMORY\`. Then the profiles: what a host must have to be
ready for a consumer. This page is written by \`hgm-probe explain --all --format markdown\`.
`;

export function referenceMarkdown(catalog: readonly CapabilityInfo[], profiles: readonly Profile[]): string {
  const groups = (Object.keys(HEADINGS) as Group[]).flatMap((group) => [
    `## ${HEADINGS[group]}\n`,
    ...catalog
      .filter((info) => info.group === group)
      .map((info) => asMarkdown(ofCapability(info, null, needsOf(info.id, null, profiles)), 3)),
  ]);
  const ready = ['## Profiles\n', ...profiles.map((profile) => asMarkdown(ofProfile(profile), 3))];
  return [INTRODUCTION, ...groups, ...ready].join('\n');
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
