/**
 * Fields of `given` that the check did not keep, each named once however many elements have it:
 * `experiments[].calls[].cpu`. What stands below such a field is not looked at.
 *
 * @param given what was parsed
 * @param kept what the check made of it, of the same shape
 */
export function unknownFields(given: unknown, kept: unknown): string[] {
  const found = new Set<string>();
  walk(given, kept, '', found);
  return [...found];
}

function walk(given: unknown, kept: unknown, path: string, found: Set<string>): void {
  if (!isObject(given) || !isObject(kept)) return;
  if (Array.isArray(given)) {
    given.forEach((value, index) => {
      walk(value, (kept as unknown[])[index], `${path}[]`, found);
    });
    return;
  }
  for (const [key, value] of Object.entries(given)) {
    const at = path === '' ? key : `${path}.${key}`;
    // Own keys only: `__proto__` of a hostile file is a field like any other, and kept by no check.
    if (!Object.hasOwn(kept, key)) found.add(at);
    else walk(value, (kept as Record<string, unknown>)[key], at, found);
  }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
