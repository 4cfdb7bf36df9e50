/** Kept for as long as the list itself, whose members must not change any more. */
const indexes = new WeakMap<object, Map<string, unknown[]>>();

/** The members of a list that have this `id`, in its order: rules ask hundreds of times for one of a hundred. */
export function withId<T extends { id: string }>(list: readonly T[], id: string): readonly T[] {
  let index = indexes.get(list) as Map<string, T[]> | undefined;
  if (index === undefined) {
    index = new Map();
    for (const one of list) {
      const same = index.get(one.id);
      if (same === undefined) index.set(one.id, [one]);
      else same.push(one);
    }
    indexes.set(list, index);
  }
  return index.get(id) ?? [];
}
