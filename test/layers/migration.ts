/** A post-copy between two QEMUs of this machine, over a unix socket, of a guest that knows what it wrote (guest.S). */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const SOURCE = fileURLToPath(new URL('../ways/guest.S', import.meta.url));
const MIB = 2 ** 20;
const PAGE = 4096;
const FIRST = 16 * MIB;
const LAST = 48 * MIB;
const READY = 0x900;
/** Of each of the two guests; half of that in pages of 2M. */
export const GUEST_MIB = 64;
const DEADLINE_MS = 60_000;
/** Slow enough for the switch to find most pages still at the source. */
const BYTES_A_SECOND = 16 * MIB;

/** One sector, by the assembler and the linker that came with gcc; gives back where it is. */
export function makeGuest(folder: string): string {
  const image = join(folder, 'guest.img');
  const symbols = Object.entries({ FIRST, LAST, READY });
  const object = join(folder, 'guest.o');
  const defined = symbols.flatMap(([name, value]) => ['--defsym', `${name}=${value}`]);
  execFileSync('as', ['--32', ...defined, '-o', object, SOURCE]);
  const linked = ['-m', 'elf_i386', '-e', 'start', '-Ttext', '0x7c00', '--oformat', 'binary'];
  execFileSync('ld', [...linked, '-o', image, object]);
  return image;
}

interface Answer {
  return?: unknown;
  error?: { desc: string };
}

export interface Guest {
  /** A command in front of QEMU. */
  setting: readonly string[];
  image: string;
  /** For its sockets, and empty. */
  folder: string;
  /** The backend, without id and size. */
  memory: string;
}

class Qemu {
  private readonly waiting: ((answer: Answer) => void)[] = [];

  private constructor(
    readonly process: ChildProcess,
    private readonly socket: Socket,
  ) {
    createInterface(socket).on('line', (line) => {
      const message = JSON.parse(line) as Answer & { event?: string; QMP?: unknown };
      if (message.event === undefined && message.QMP === undefined) this.waiting.shift()?.(message);
    });
  }

  static async start(
    { setting, image, folder, memory }: Guest,
    name: string,
    more: string[] = [],
  ): Promise<Qemu> {
    const path = join(folder, `${name}.qmp`);
    const [program = '', ...args] = [
      ...setting,
      ...[
        'qemu-system-x86_64',
        '-accel',
        'tcg',
        '-machine',
        'pc,memory-backend=memory',
        '-m',
        `${GUEST_MIB}M`,
      ],
      ...['-object', `${memory},id=memory,size=${GUEST_MIB}M`, '-nodefaults', '-display', 'none'],
      ...['-drive', `file=${image},format=raw,if=ide,snapshot=on`],
      ...['-qmp', `unix:${path},server=on,wait=off`, ...more],
    ];
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let complaint = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint += text;
    });
    await until(() => existsSync(path) || child.exitCode !== null);
    if (child.exitCode !== null) throw new Error(`QEMU ended: ${complaint}`);
    const socket = connect(path);
    await once(socket, 'connect');
    const qemu = new Qemu(child, socket);
    await qemu.ask('qmp_capabilities');
    return qemu;
  }

  answer(execute: string, values?: object): Promise<Answer> {
    this.socket.write(`${JSON.stringify({ execute, arguments: values })}\n`);
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  async ask(execute: string, values?: object): Promise<unknown> {
    const answer = await this.answer(execute, values);
    if (answer.error !== undefined) throw new Error(`${execute}: ${answer.error.desc}`);
    return answer.return;
  }

  async end(): Promise<void> {
    this.socket.destroy();
    this.process.kill('SIGKILL');
    if (this.process.exitCode === null && this.process.signalCode === null) await once(this.process, 'exit');
  }
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + DEADLINE_MS;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error('QEMU did not come that far');
    await wait(20);
  }
}

const POSTCOPY = { capabilities: [{ capability: 'postcopy-ram', state: true }] };

const ALL = (LAST - FIRST) / PAGE;
/** What `migrate` gives back where nothing is lost. */
export const WHOLE = `completed, ${ALL} of ${ALL} intact`;

/**
 * `refused`, or how many pages are at the destination as the source wrote them, after a switch to post-copy while
 * most were still at the source.
 */
export async function migrate(guest: Guest): Promise<string> {
  const { folder } = guest;
  const qemus: Qemu[] = [];
  try {
    const destination = await Qemu.start(guest, 'destination', ['-incoming', 'defer']);
    qemus.push(destination);
    // What the destination's host lacks is told here (postcopy_ram_supported_by_host in QEMU's migration).
    if ((await destination.answer('migrate-set-capabilities', POSTCOPY)).error !== undefined)
      return 'refused';
    const source = await Qemu.start(guest, 'source');
    qemus.push(source);
    await until(async () => String(await word(source, READY)).includes('600d600d'));
    await source.ask('migrate-set-capabilities', POSTCOPY);
    await source.ask('migrate-set-parameters', { 'max-bandwidth': BYTES_A_SECOND });
    const uri = `unix:${join(folder, 'migration')}`;
    await destination.ask('migrate-incoming', { uri });
    await source.ask('migrate', { uri });
    await until(async () => (await status(source)) === 'active');
    await source.ask('migrate-start-postcopy');
    await until(async () => ['completed', 'failed'].includes(await status(source)));
    await until(async () => ['completed', 'failed'].includes(await status(destination)));
    await destination.ask('stop');
    const dump = join(folder, 'dump');
    await destination.ask('pmemsave', { val: FIRST, size: LAST - FIRST, filename: dump });
    return `${await status(destination)}, ${intact(readFileSync(dump))} of ${ALL} intact`;
  } finally {
    for (const qemu of qemus) await qemu.end();
  }
}

const word = (qemu: Qemu, at: number): Promise<unknown> =>
  qemu.ask('human-monitor-command', { 'command-line': `xp /1wx ${at}` });

const status = async (qemu: Qemu): Promise<string> =>
  ((await qemu.ask('query-migrate')) as { status?: string }).status ?? 'none';

/** Pages of which every word is the page's address, but for the last: a count, of the round or the one before. */
function intact(memory: Buffer): number {
  const words = new Uint32Array(memory.buffer, memory.byteOffset, memory.length / 4);
  const perPage = PAGE / 4;
  const counts = Array.from(
    { length: words.length / perPage },
    (_, page) => words[page * perPage + perPage - 1] ?? 0,
  );
  const round = Math.max(...counts);
  return counts.filter((count, page) => {
    const own = words.subarray(page * perPage, (page + 1) * perPage - 1);
    return round - count <= 1 && round > 0 && own.every((each) => each === FIRST + page * PAGE);
  }).length;
}
