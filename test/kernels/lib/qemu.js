/** Boots a kernel under software emulation and reads the guest's results from its console. */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const MACHINES = {
  // All but 1 GiB lies above 4 GiB, where a whole page of 1 GiB is free. Without erms the kernel clears and
  // copies pages by words, which the emulator does several times faster than by bytes. Without cx16 its allocator
  // leaves CMPXCHG16B alone: with it a boot under QEMU 7.2 was seen to end in a double fault, once in some fifty.
  amd64: {
    program: 'qemu-system-x86_64',
    machine: 'q35,max-ram-below-4g=1G',
    cpu: 'max,-erms,-fsrm,-cx16',
    serial: 'ttyS0',
  },
  // Pointer authentication with QEMU's own hash: the architected one is slow to emulate.
  arm64: { program: 'qemu-system-aarch64', machine: 'virt', cpu: 'max,pauth-impdef=on', serial: 'ttyAMA0' },
};
/** What a machine needs beside so that its kernel may have guests of its own; an x86-64 of this kind has SVM as it is. */
const FOR_GUESTS = { amd64: '', arm64: ',virtualization=on' };
const COMMON = '-accel tcg -m 3G -smp 1 -nodefaults -no-reboot -display none -serial stdio'.split(' ');
const PARAMETERS = 'panic=-1 quiet log_buf_len=1M hugepagesz=1G hugepages=1';
const DEADLINE_MS = 420_000;

/**
 * Runs one guest to its end; `words` are for its command line; with `nested` it may have guests of its own. `results`
 * are what the guest's script told, in order; `failure` says why there may be fewer than there should be, or is null.
 * The console goes to `logFile`.
 */
export async function boot({
  arch,
  kernel,
  initramfs,
  logFile,
  words = '',
  nested = false,
  deadlineMs = DEADLINE_MS,
}) {
  const { program, machine: plain, cpu, serial } = MACHINES[arch];
  const machine = plain + (nested ? FOR_GUESTS[arch] : '');
  const files = [
    '-kernel',
    kernel,
    '-initrd',
    initramfs,
    '-append',
    `console=${serial} ${PARAMETERS} ${words}`,
  ];
  const child = spawn(program, [...COMMON, '-machine', machine, '-cpu', cpu, ...files], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('latin1').on('data', (chunk) => {
      text += chunk;
    });
  }
  const timer = setTimeout(kill, deadlineMs);
  const ended = await new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => resolve(signal ?? code));
  });
  clearTimeout(timer);
  process.off('exit', kill);
  writeFileSync(logFile, text);
  const late = ended === 'SIGKILL' ? `not done within ${deadlineMs / 1000} s` : null;
  return { results: parseResults(text), failure: late ?? (ended === 0 ? null : `QEMU ended: ${ended}`) };
}

/** What a guest's script told. A block that something else was written into is left out: the caller counts what is missing. */
export function parseResults(text) {
  const blocks = text.matchAll(/<<<result\s+([A-Za-z0-9+/=\s]+?)>>>/g);
  return [...blocks].flatMap(([, packed]) => {
    try {
      return [JSON.parse(gunzipSync(Buffer.from(packed.replace(/\s/g, ''), 'base64')).toString())];
    } catch {
      return [];
    }
  });
}
