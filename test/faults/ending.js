/** How a run without a document may end: in one line of ours, or with the program that hosts it. */

/** The loader of shared objects and the engine of Node end a process in their own words, before or below ours. */
const HOSTS =
  /error while loading shared libraries|cannot allocate memory|^#|Fatal error|OpenSSL configuration error|FATAL ERROR|node::|node:internal/m;

/** Exit codes that say "no document" (docs of the command line): input, internal, I/O. */
const FAULTS = new Set([64, 65, 70, 74]);

/** `fault`, `host`, or what is wrong with it. */
export function endingOf({ status, signal, stderr }) {
  const lines = stderr.split('\n').filter((line) => line !== '');
  const ours = lines.filter((line) => line.startsWith('hgm-'));
  if (FAULTS.has(status) && lines.length === 1 && ours.length === 1) return 'fault';
  const hosts = signal !== null || status === 127 || status >= 128 || HOSTS.test(stderr);
  return hosts && ours.length === 0
    ? 'host'
    : `exit ${status ?? signal}, ${lines.length} lines: ${lines[0] ?? ''}`;
}
