import { printable } from '../../text.js';

export interface Series {
  labels: Readonly<Record<string, string>>;
  value: number;
}

/** Series of one name; all of them gauges. */
export interface Family {
  name: string;
  help: string;
  series: readonly Series[];
}

/** HELP, TYPE and the series, each on a line that ends in one. */
export function familyText({ name, help, series }: Family): string {
  const lines = series.map(({ labels, value }) => `${name}${labelText(labels)} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join('')}`;
}

/** A label with an empty value is the same as none, so it is left out. */
function labelText(labels: Series['labels']): string {
  const pairs = Object.entries(labels).filter(([, value]) => value !== '');
  return pairs.length === 0 ? '' : `{${pairs.map(([key, value]) => `${key}="${escaped(value)}"`).join(',')}}`;
}

/** Backslash, quote and line feed are the format's own; the other control characters come as text. */
const escaped = (value: string): string => printable(value).replaceAll('\\', '\\\\').replaceAll('"', '\\"');
