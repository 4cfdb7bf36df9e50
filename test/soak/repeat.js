/** Many runs in one process: what a process's end would hide is seen. */
import { childrenOf, descriptors, poolCounters, sharedMappings } from './machine.js';

export async function repeat(runs) {
  const { observe } = await import('../../dist/observe/index.js');
  await observe({ latency: true }); // loads the addon, starts libuv's threads
  const before = { descriptors: descriptors(), mappings: sharedMappings(), pools: poolCounters() };
  for (let run = 0; run < runs; run++) {
    const { experiments } = await observe({ latency: run % 10 === 0 });
    const lost = experiments.filter(({ end }) => end !== 'done');
    if (lost.length > 0)
      throw new Error(`run ${run}: ${lost[0].id} ended by ${lost[0].signal ?? lost[0].end}`);
  }
  const after = { descriptors: descriptors(), mappings: sharedMappings(), pools: poolCounters() };
  for (const key of Object.keys(before)) {
    if (before[key] !== after[key])
      throw new Error(`${runs} runs: ${key} were ${before[key]}, are ${after[key]}`);
  }
  const left = childrenOf('self');
  if (left.length > 0) throw new Error(`${runs} runs: children are left: ${left.join(' ')}`);
  return `${runs} runs: descriptors ${after.descriptors}, shared mappings ${after.mappings}, children 0, pools as before`;
}
