/** Whether a series is not older than a version: `6.12` is newer than `6.8`. */
export function isSince(series, version) {
  const [a, b] = [series, version].map((text) => text.split('.').map(Number));
  return a[0] !== b[0] ? a[0] > b[0] : a[1] >= b[1];
}
