import type { Observations } from '../observe/observations.js';
import type { Context } from './context.js';
import { line } from './evidence.js';
import { experiment, mask, step } from './lookup.js';
import { columns, hugeColumns } from './sizes.js';
import { judgeAccess } from './ways/access.js';
import { judgeWays } from './ways/ways.js';

export function createContext(observations: Observations): Context {
  const ways = judgeWays(observations);
  const offer = step(experiment(observations, 'api'), 'offer');
  return {
    observations,
    basePageBytes: observations.host.basePageBytes,
    columns: columns(observations),
    hugeColumns: hugeColumns(observations),
    ways,
    access: judgeAccess(ways),
    offer: {
      call: offer,
      features: mask(offer, 'features'),
      ioctls: mask(offer, 'ioctls'),
      control: offer ? [line(offer, {}, 'control')] : [],
    },
  };
}
