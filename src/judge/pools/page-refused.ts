/**
 * A huge page that was to be had by the counters and was not given. What a call answers then is not one errno: with no
 * room in the hugetlb cgroup a mapping is made and its touch is SIGBUS, with none for reservations the mapping is
 * ENOMEM, and UFFDIO_COPY without a page is EEXIST or ENOMEM, although nothing is there (kernels 6.12, 6.18, 7.3, run).
 */
import type { Call, Experiment } from '../../observe/observations.js';
import type { Context } from '../context.js';
import { line } from '../evidence.js';
import { type Finding, finding } from '../finding.js';
import { succeeded } from '../lookup.js';
import { takesNoPage } from './held.js';
import { limitAction, limitLine, ownPages, refusedAction, shortage } from './pages.js';

/** Null where the call is no such refusal. */
export function pageRefused(context: Context, of: Experiment, call: Call): Finding | null {
  if (of.pageBytes === null || takesNoPage(of.id) || succeeded(call) || call.ret === null) return null;
  if (!looksRefused(of, call)) return null;
  const pages = ownPages(context.observations, of.pageBytes);
  const reason = shortage(pages);
  const told = [line(call), ...(pages.limit === null ? [] : [limitLine(pages.limit)])];
  if (reason !== null && reason !== 'overcommit_only')
    return { ...finding('no_resources', reason, told), action: limitAction(pages, of.pageBytes) };
  // ENOMEM says for itself what it is. EEXIST and EFAULT alone could be something else: they are the page's where a
  // touch was refused one, too.
  if (call.errno === 'ENOMEM' || (!isTouch(call) && !refusedElsewhere(context, of.pageBytes))) return null;
  return { ...finding('no_resources', 'page_refused', told), action: refusedAction(pages, of.pageBytes) };
}

const refusedElsewhere = ({ observations }: Context, pageBytes: number): boolean =>
  observations.experiments.some(
    (of) => of.pageBytes === pageBytes && of.calls.some((call) => isTouch(call) || isMapping(call)),
  );

function looksRefused(of: Experiment, call: Call): boolean {
  if (isTouch(call) || isMapping(call)) return true;
  const { step, errno } = call;
  if (of.id === 'copy' || of.id === 'wake')
    return (step === 'huge' || step === 'copy') && (errno === 'EEXIST' || errno === 'ENOMEM');
  // MADV_POPULATE_WRITE says EFAULT where a touch would be SIGBUS (mm/gup.c, faultin_page_range).
  return of.id === 'populate' && call.role === 'test' && (errno === 'EFAULT' || errno === 'ENOMEM');
}

/** Of hugetlb memory: all that an experiment on it stores into, but for the source of a copy. */
const isTouch = ({ step, out }: Call): boolean =>
  step.startsWith('store') && step !== 'store_source' && out.signal === 'SIGBUS';

const isMapping = ({ step, errno }: Call): boolean =>
  (step === 'alias' || step === 'map') && errno === 'ENOMEM';
