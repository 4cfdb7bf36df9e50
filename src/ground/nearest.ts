/** Levenshtein distance: how many letters to add, drop or change. */
export function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/**
 * Up to `most` names that look like `word`: those that contain it, then those a few letters away, by themselves or in
 * their first part: `contnue` is near to `continue.base`.
 */
export function nearest(word: string, names: Iterable<string>, most = 3): string[] {
  const wanted = word.toLowerCase();
  const score = (name: string): number => {
    const known = name.toLowerCase();
    if (wanted.length > 2 && known.includes(wanted)) return 0;
    const [first = known] = known.split('.', 1);
    return Math.min(distance(wanted, known), distance(wanted, first) + (first === known ? 0 : 0.5));
  };
  return [...new Set(names)]
    .map((name) => ({ name, score: score(name) }))
    .filter((found) => found.score <= Math.max(2, wanted.length / 3))
    .sort((a, b) => a.score - b.score || a.name.length - b.name.length)
    .slice(0, most)
    .map((found) => found.name);
}
