/** Readers of a report for other languages, generated from the schema by quicktype: schema/readers. */
import { FetchingJSONSchemaStore, InputData, JSONSchemaInput, quicktype } from 'quicktype-core';

/** By file below schema/readers. */
export const READERS = {
  'go/report.go': { lang: 'go', rendererOptions: { package: 'main' } },
  'rust/src/report.rs': { lang: 'rust', rendererOptions: { visibility: 'public', 'derive-debug': 'true' } },
  'python/report.py': { lang: 'python', rendererOptions: { 'python-version': '3.7' } },
};

export async function readerText(schema, { lang, rendererOptions }) {
  const input = new JSONSchemaInput(new FetchingJSONSchemaStore());
  await input.addSource({ name: 'Report', schema });
  const inputData = new InputData();
  inputData.addInput(input);
  const { lines } = await quicktype({ inputData, lang, rendererOptions, inferDateTimes: false });
  return `${lines.join('\n').trimEnd()}\n`;
}
