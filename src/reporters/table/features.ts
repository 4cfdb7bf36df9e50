import type { Capability, Report } from '../../report/contract.js';
import { beyond } from '../beyond.js';
import { type Page, paragraph, section } from './page.js';
import { STATE_WORDS } from './state.js';

/** What UFFDIO_API offers, by name, then the features that cannot be had, by state. */
export function features(page: Page, report: Report, capabilities: readonly Capability[]): string[] {
  const { userfaultfd: api } = report;
  const lines = [
    offered('features', api.features, api.featureNames),
    ...beyond(report),
    // Where nothing could be asked, every feature has the one reason that the line above gives.
    ...(api.features === null ? [] : byState(capabilities)),
    offered('ioctls', api.ioctls, api.ioctlNames),
  ];
  return section(
    page,
    'UFFDIO_API',
    lines.map((line) => paragraph(page, line, '  ', '    ')),
  );
}

function offered(what: string, mask: string | null, names: readonly string[] = []): string {
  if (mask === null) return `${what}: not known, no descriptor could be asked`;
  return `${what} ${mask}${names.length === 0 ? '' : `: ${names.join(' ')}`}`;
}

function byState(capabilities: readonly Capability[]): string[] {
  const found = new Map<string, string[]>();
  for (const { id, state } of capabilities) {
    if (state === 'supported' || state === 'advertised') continue;
    const word = state === 'not_applicable' ? 'not applicable' : STATE_WORDS[state];
    found.set(word, [...(found.get(word) ?? []), featureName(id)]);
  }
  return [...found].map(([word, names]) => `${word}: ${names.join(' ')}`);
}

/** `feature.minor_shmem` as `MINOR_SHMEM`. */
const featureName = (id: string): string => id.slice(id.indexOf('.') + 1).toUpperCase();
