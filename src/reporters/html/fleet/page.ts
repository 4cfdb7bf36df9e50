/** What the pages of a fleet share. */
import type { Cut } from '../../../fleet/ask/cut.js';
import type { Reading } from '../../../fleet/read/index.js';
import { counted, figure } from '../../fleet/page.js';
import { STATES } from '../../screen/ready.js';
import { frame, type Part } from '../frame.js';
import { type Markup, markup } from '../markup.js';
import { tag } from '../tag.js';

export type Who = Omit<Reading, 'bad'> & { bad: Pick<Reading['bad'], 'count'> };

/**
 * @param answer the one sentence that the page is about
 * @param cuts of what the page leaves out
 */
export function fleetPage(
  question: string,
  answer: string,
  who: Who,
  cuts: readonly string[],
  parts: readonly (Part | null)[],
): string {
  const head = markup`<p class="verdict">${answer}</p>
<p class="soft">${counted(who)}; from ${figure(who.files)} file${who.files === 1 ? '' : 's'}</p>
${doubts(who).map(
  (text) => markup`<p class="warning">${text}</p>
`,
)}${cuts.map(
  (text) => markup`<p class="warning">Not all is here: ${text}.</p>
`,
)}`;
  return frame(`hgm-probe fleet: ${question}`, head, parts);
}

const doubts = ({ bad, shared, ahead }: Who): string[] =>
  [
    [bad.count, 'documents skipped that are no reports'] as const,
    [shared.count, 'host ids of several names and boots (clones?), each counted once'] as const,
    [ahead.count, 'hosts with reports from the future, which do not count'] as const,
  ].flatMap(([count, what]) => (count === 0 ? [] : [`${what}: ${figure(count)}`]));

/** `100 of 1,234 kernels: those with most hosts`; nothing where all is shown. */
export const cut = (shown: number, total: number, what: string): string[] =>
  total > shown ? [`${figure(shown)} of ${figure(total)} ${what}`] : [];

/** How many there were before the answer itself was cut. */
export const totalOf = (cuts: readonly Cut[], list: string, listed: number): number =>
  cuts.find((one) => one.list === list)?.total ?? listed;

/** How a host stands to a consumer, in the order in which it is told; what another version calls otherwise has no colour. */
export const STANDINGS: readonly string[] = [...STATES, 'not_judged'];

export const standingTag = (state: string, text: string): Markup =>
  tag(STANDINGS.includes(state) ? state : '', text);

/** A bar beside a number that says the same; anything at all is seen. */
export const share = (count: number, all: number): Markup =>
  markup`<div class="track"><span class="share" style="width:${Math.round((100 * count) / Math.max(1, all))}%"></span></div>`;
