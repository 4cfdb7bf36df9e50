import { sizeWord } from '../size.js';
import type { Latency, Timing } from './contract.js';

/**
 * The timings of a report as the map that stands in both forms of the document, by `ID:MEMORY`. Where two of
 * that name were timed at several granules, each is `ID:MEMORY@GRANULE`.
 */
export function latencyOf(timings: readonly Timing[]): Latency {
  const named = timings.map((timing) => ({ name: nameOf(timing), timing }));
  return Object.fromEntries(
    named.map(({ name, timing }) => {
      const alone = named.filter((other) => other.name === name).length === 1;
      return [alone ? name : name + granuleOf(timing), summary(timing)];
    }),
  );
}

const nameOf = ({ id, memory }: Timing): string => (memory === null ? id : `${id}:${memory}`);

const granuleOf = ({ granuleBytes }: Timing): string =>
  granuleBytes === null ? '' : `@${sizeWord(granuleBytes)}`;

function summary({ n, p50Ns, p99Ns, firstNs, flags }: Timing): Latency[string] {
  return { n, p50Ns, p99Ns, firstNs, ...(flags.length > 0 && { flags }) };
}
