/** What a run wrote, as a report: a document is checked against the contract, a recording is judged first. */

/** @throws where it is neither, or not whole */
export async function reportOf(text) {
  const parsed = JSON.parse(text);
  const { checkReport } = await import('../../dist/report/stored.js');
  if (parsed.capabilities !== undefined) return checkReport(parsed);
  const { checkRecording } = await import('../../dist/recording/read.js');
  const { judge } = await import('../../dist/document/index.js');
  return checkReport(JSON.parse(JSON.stringify(judge(checkRecording(parsed).observations))));
}

/** Every cell that says yes or no, by its name. */
export function cells(report) {
  const rows = report.capabilities.map(({ id, memory, state, reason, evidence }) => [
    `${id}${memory === null ? '' : `:${memory}`}`,
    { state, reason, evidence: evidence ?? [] },
  ]);
  return new Map([['HGM', { state: report.hgm.state, reason: report.hgm.reason, evidence: [] }], ...rows]);
}

const DECIDED = new Set(['supported', 'absent']);

/** Cells that a disturbed run decided otherwise than the undisturbed one: no injected errno may do that. */
export function falseCells(report, undisturbed) {
  const told = cells(undisturbed);
  return [...cells(report)]
    .filter(([name, { state }]) => DECIDED.has(state) && told.get(name)?.state !== state)
    .map(([name, { state, reason, evidence }]) => {
      const was = told.get(name)?.state ?? 'no such row';
      return `${name} ${was} -> ${state} ${reason}: ${evidence.join(' | ')}`;
    });
}
