/** Whether what the name of a feature says was seen. */
import { type Shown, shownBy } from '../../capabilities/families/features.js';
import type { Context } from '../context.js';
import type { Finding } from '../finding.js';
import { experiment, step } from '../lookup.js';
import { judgeCall } from '../outcome.js';

interface Behaviour {
  seen: Finding | null;
  /** It was looked for where it must be, and is not there. */
  unseen: Finding | null;
  /** It takes a huge page to see it, and none was lent. */
  lacksPage: boolean;
}

export function behaviourOf(context: Context, bit: number): Behaviour {
  const tried = shownBy(bit).flatMap((shown) => judged(context, shown));
  return {
    seen: tried.find(({ state }) => state === 'supported') ?? null,
    unseen: tried.find(({ reason }) => reason === 'no_effect') ?? null,
    lacksPage:
      tried.every(({ reason }) => reason === 'accepted_not_observed') &&
      shownBy(bit).some((shown) => isWithoutPage(context, shown)),
  };
}

const isWithoutPage = ({ columns, observations }: Context, { experiment: id, memory }: Shown): boolean =>
  memory === 'hugetlb' &&
  columns.some(
    (column) => column.kind === memory && experiment(observations, id, column.memory)?.end === 'done',
  );

function judged(context: Context, { experiment: id, memory, test, look = test }: Shown): Finding[] {
  const places = memory === null ? [null] : context.columns.filter(({ kind }) => kind === memory);
  return places.flatMap((place) => {
    const of = experiment(context.observations, id, place === null ? null : place.memory);
    const call = step(of, test);
    if (of === undefined || call === undefined) return [];
    return judgeCall(of, call, step(of, `${look}_effect`));
  });
}
