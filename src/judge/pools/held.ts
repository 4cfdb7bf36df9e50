/** Which experiments held a huge page: what their calls show, not what was planned. */
import { findOperation } from '../../capabilities/families/operations.js';
import type { Call, Experiment } from '../../observe/observations.js';
import { number, succeeded } from '../lookup.js';

/** Markers, holes, and advice on empty memory. */
const PAGELESS = /^(register|hgm_hole|hgm_collapse|split\..*|time\.(poison|split))$/;

/** Whether what an experiment does takes no page. */
export const takesNoPage = (id: string): boolean =>
  findOperation(id)?.takesPage === false || PAGELESS.test(id);

export function heldPage({ id, calls, series }: Experiment): boolean {
  if (takesNoPage(id)) return false;
  if (series.some(({ ns }) => ns.length > 0)) return true;
  // The form of a call is tried on other memory first; only a file of huge pages is asked what it is.
  let huge = true;
  for (const call of calls) {
    if (call.step === 'memfd' || call.step === 'memfd_plain') huge = false;
    else if (call.step === 'fstatfs') huge = true;
    else if (huge && succeeded(call) && filled(id, call)) return true;
  }
  return false;
}

function filled(id: string, call: Call): boolean {
  const { step, role, out } = call;
  if (number(call, 'allocatedBytes')) return true;
  if (step.startsWith('store')) return step !== 'store_source' && out.signal === undefined;
  if (id === 'populate') return role === 'test';
  if (id === 'wake') return step === 'copy';
  if (id === 'hgm_proof') return step === 'continue_whole';
  return step === 'huge' && (id === 'copy' || id === 'zeropage' || id === 'continue');
}
