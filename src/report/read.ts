import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { EXIT } from '../cli/exit.js';
import { Fault, ioFault } from '../cli/fault.js';
import { Report } from './contract.js';

/**
 * A stored report, checked against the contract.
 *
 * @param path of the document; `-` is standard input
 * @throws Fault: 74 for a file that can't be read, 65 for one that is no report, with the place
 */
export function readReport(path: string): Report {
  const name = path === '-' ? 'standard input' : path;
  let text: string;
  try {
    text = readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch (error) {
    throw ioFault(`cannot read ${name}`, error);
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new Fault(EXIT.data, `${name} is no report: no JSON`);
  }
  const checked = v.safeParse(Report, parsed, { abortEarly: true });
  if (checked.success) return checked.output;
  const [issue] = checked.issues;
  throw new Fault(
    EXIT.data,
    `${name} is no report: ${v.getDotPath(issue) ?? 'the document'}: ${issue.message}`,
  );
}
