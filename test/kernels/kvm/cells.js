/** The cells of a guest in which KVM is, beside those that any guest has. */
import { expectedAnswers } from './answers.js';

/** What should be seen in a situation of /dev/kvm; guest/kvm.js makes them. */
export function expectedKvmCells({ name, arch }, { situation, answers }) {
  // Nothing that the tool does may have the kernel look for a module.
  const cells = new Map([['asked for a module', '']]);
  if (answers === undefined) return cells;
  const said = expectedAnswers({ arch, series: name.split('-')[0], npt: situation !== 'no npt' });
  for (const [each, answer] of said) cells.set(`plain kvm ${each}`, answer);
  return cells;
}

/** What the plain program said, and which modules the kernel was asked for. */
export function seenKvmCells({ answers, asked }) {
  const cells = new Map([['asked for a module', asked]]);
  for (const line of (answers ?? '').split('\n').filter(Boolean)) {
    const [name] = line.split(' ');
    cells.set(`plain kvm ${name}`, line.slice(name.length + 1));
  }
  return cells;
}
