/** Examples in the documentation: commands with what they print, and what they print on a host that was recorded. */
import { vi } from 'vitest';
import Explain from '../../src/commands/explain.js';
import Probe from '../../src/commands/probe.js';
import Require from '../../src/commands/require.js';
import { runCommand } from '../command/run.js';
import { type Host, observationsOf } from '../reporters/hosts.js';

export interface Example {
  /** As it stands in the page, without the prompt. */
  command: string;
  /** What the page has below it. */
  output: string[];
}

const COMMANDS = { explain: Explain, probe: Probe, require: Require };

/** Of every console block; a line of `…` stands for any number of lines. */
export function examplesIn(page: string): Example[] {
  return [...page.matchAll(/^```console\n(.*?)^```/gms)].flatMap(([, text = '']) => {
    const found: Example[] = [];
    for (const line of text.trimEnd().split('\n'))
      if (line.startsWith('$ ')) found.push({ command: line.slice(2), output: [] });
      else found.at(-1)?.output.push(line);
    return found;
  });
}

/** The page with what is printed now below each command that is shown whole. */
export async function rewritten(page: string): Promise<string> {
  let text = page;
  for (const example of examplesIn(page).filter(isWhole)) {
    const block = (output: readonly string[]): string => [`$ ${example.command}`, ...output, ''].join('\n');
    text = text.replace(block(example.output), block(await outputOf(example)).replaceAll('$', '$$$$'));
  }
  return text;
}

const isWhole = (example: Example): boolean =>
  isRunnable(example) && example.output.length > 0 && !example.output.includes('…');

/** Whether it is one of the tool alone, which needs no more than a host. */
export const isRunnable = ({ command }: Example): boolean =>
  /^(setpriv [^|]*)?hgm-probe( (explain|require)\b| --|$)/.test(command) &&
  !/ \| | --(as|like-pid|record|json|quiet)\b/.test(command);

/** On a terminal of 80 columns and 24 rows without colours. */
export async function outputOf({ command }: Example): Promise<string[]> {
  const [line = '', status] = command.split(/; (?=echo \$\?)/);
  const host: Host = line.startsWith('setpriv ') ? 'nobody' : 'root';
  const words = [
    ...line
      .replace(/^.*?hgm-probe */, '')
      .replace(/ +#.*/, '')
      .matchAll(/'([^']*)'|[^\s']+/g),
  ];
  const [first, ...rest] = words.map(([word, quoted]) => quoted ?? word);
  const named = first === 'explain' || first === 'require' ? first : 'probe';
  const argv = named === 'probe' && first !== undefined ? [first, ...rest] : rest;
  const { observe } = await import('../../src/observe/index.js');
  vi.mocked(observe).mockResolvedValue(await observationsOf(host));
  const { stdout, exitCode } = await runCommand(COMMANDS[named], ...argv);
  return [...stdout.trimEnd().split('\n'), ...(status === undefined ? [] : [String(exitCode)])];
}
