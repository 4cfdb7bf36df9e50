/**
 * Runs as root, in a guest or on this host: hgm-observe, and each of the kernel's own tests that lies beside it, on a
 * pool of 2M pages that is put back. Knows nothing of what should come out.
 */
const { spawnSync } = require('node:child_process');
const { readdirSync, readFileSync, writeFileSync } = require('node:fs');
const { gzipSync } = require('node:zlib');

const POOLS = '/sys/kernel/mm/hugepages';
const SMALL = `${POOLS}/hugepages-2048kB/nr_hugepages`;
const GIGANTIC = `${POOLS}/hugepages-1048576kB/nr_hugepages`;
/** The tests want two areas of 32 MiB, and copies of one of them. */
const PAGES = 64;
const DEADLINE_MS = 420_000;

const [folder = '/tool'] = process.argv.slice(2);
const isGuest = folder === '/tool';

function run(program, ...args) {
  const start = Date.now();
  const { stdout, stderr, status, signal } = spawnSync(program, args, {
    encoding: 'utf8',
    cwd: '/tmp',
    env: { PATH: '/bin' },
    timeout: DEADLINE_MS,
    killSignal: 'SIGKILL',
    maxBuffer: 1 << 26,
  });
  return { stdout, stderr, status, signal, ms: Date.now() - start };
}

function tell(result) {
  const packed = gzipSync(JSON.stringify(result)).toString('base64');
  process.stdout.write(`\n<<<result\n${packed.replace(/.{1,512}/g, '$&\n')}>>>\n`);
}

// What was set aside at boot leaves room.
if (isGuest) writeFileSync(GIGANTIC, '0');
const before = readFileSync(SMALL, 'utf8');
try {
  writeFileSync(SMALL, String(Number(before) + PAGES));
  tell({ recording: run(`${folder}/hgm-observe`, '--no-latency', '--borrow', '2M').stdout });
  for (const name of readdirSync(folder).filter((each) => each.startsWith('uffd-')))
    tell({ name, ...run(`${folder}/${name}`) });
} finally {
  writeFileSync(SMALL, before);
}
