import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWriter } from '../../src/cli/output/writer.js';
import { openRun } from '../../src/cli/run.js';
import { Fault } from '../../src/ground/fault.js';

let folder: string;
const at = (...names: string[]): string => join(folder, ...names);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hgm-probe-test-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function save(path: string, text: string): Promise<void> {
  await openWriter(path).write(text);
}

async function fails(path: string): Promise<string> {
  const error = await save(path, 'new').catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Fault);
  expect((error as Fault).exitCode).toBe(74);
  return (error as Fault).message;
}

describe('a file', () => {
  it('is made, readable for all', async () => {
    await save(at('new'), 'text');
    expect(readFileSync(at('new'), 'utf8')).toBe('text');
    expect(statSync(at('new')).mode & 0o777).toBe(0o644);
    expect(readdirSync(folder)).toEqual(['new']);
  });

  it('is no wider than the umask lets it be, where it is new', async () => {
    const before = process.umask(0o077);
    try {
      writeFileSync(at('old'), 'old');
      chmodSync(at('old'), 0o640);
      for (const name of ['new', 'old']) await save(at(name), 'text');
      await openWriter(at('public'), { mode: 0o644, keep: false }).write('text');
    } finally {
      process.umask(before);
    }
    const modes = ['new', 'old', 'public'].map((name) => statSync(at(name)).mode & 0o777);
    expect(modes).toEqual([0o600, 0o640, 0o600]);
  });

  it('that is a recording is for its owner alone, unless there is one that is not', async () => {
    writeFileSync(at('old'), 'old');
    chmodSync(at('old'), 0o644);
    const flags = { json: false, compact: false, scrub: false, 'no-color': true };
    for (const name of ['new', 'old'])
      await openRun({ ...flags, record: at(name) }, 'json').record?.write('text');
    expect(['new', 'old'].map((name) => statSync(at(name)).mode & 0o777)).toEqual([0o600, 0o644]);
  });

  it('is replaced, not rewritten: who reads the old one reads it to its end', async () => {
    writeFileSync(at('old'), 'old', { mode: 0o600 });
    const reader = openSync(at('old'), 'r');
    await save(at('old'), 'new');
    expect(readFileSync(reader, 'utf8')).toBe('old');
    closeSync(reader);
    expect(readFileSync(at('old'), 'utf8')).toBe('new');
    expect(statSync(at('old')).mode & 0o777).toBe(0o600);
  });

  it('is what a symbolic link leads to; the link stays', async () => {
    mkdirSync(at('there'));
    symlinkSync('there/file', at('middle'));
    symlinkSync(at('middle'), at('link'));
    await save(at('link'), 'first');
    await save(at('link'), 'second');
    expect(lstatSync(at('link')).isSymbolicLink()).toBe(true);
    expect(lstatSync(at('middle')).isSymbolicLink()).toBe(true);
    expect(readFileSync(at('there', 'file'), 'utf8')).toBe('second');
    expect(readdirSync(at('there'))).toEqual(['file']);
  });

  it('may have a name as long as the file system takes', async () => {
    await save(at('ü'.repeat(127)), 'text');
    expect(readdirSync(folder)).toHaveLength(1);
  });
});

describe('what cannot be written is one line, and nothing is left', () => {
  it.each([
    ['a directory', () => at('folder'), 'illegal operation on a directory'],
    ['a directory with a slash', () => `${at('folder')}/`, 'illegal operation on a directory'],
    ['a missing folder', () => at('missing', 'file'), 'no such file or directory'],
    ['a missing name with a slash', () => `${at('missing')}/`, 'no such file or directory'],
    ['a file taken for a folder', () => at('file', 'below'), 'not a directory'],
    ['links in a circle', () => at('circle'), 'too many symbolic links encountered'],
    ['a file system that takes none', () => '/proc/hgm-probe-test', 'no such file or directory'],
  ])('%s', async (_, path, why) => {
    mkdirSync(at('folder'));
    writeFileSync(at('file'), 'old');
    symlinkSync('circle', at('circle'));
    const before = readdirSync(folder);
    expect(await fails(path())).toBe(`cannot write ${path()}: ${why}`);
    expect(readdirSync(folder)).toEqual(before);
    expect(readFileSync(at('file'), 'utf8')).toBe('old');
  });

  it.skipIf(process.getuid?.() !== 0)('a folder without permission', () => {
    chmodSync(folder, 0o755);
    mkdirSync(at('locked'), { mode: 0o555 });
    writeFileSync(at('locked', 'file'), 'old');
    process.seteuid?.(65534);
    try {
      expect(() => openWriter(at('locked', 'file'))).toThrow(/^cannot write .*: permission denied$/);
    } finally {
      process.seteuid?.(0);
    }
    expect(readFileSync(at('locked', 'file'), 'utf8')).toBe('old');
    expect(readdirSync(at('locked'))).toEqual(['file']);
  });

  it('a full device', async () => {
    expect(await fails('/dev/full')).toBe('cannot write /dev/full: no space left on device');
    expect(lstatSync('/dev/full').isCharacterDevice()).toBe(true);
  });
});

describe('what is no regular file is written as it stands', () => {
  it('/dev/null is not replaced', async () => {
    await save('/dev/null', 'text');
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
    expect(existsSync('/dev/null')).toBe(true);
  });

  it('a FIFO gives its reader the text once', async () => {
    execFileSync('mkfifo', [at('fifo')]);
    const reader = spawn('cat', [at('fifo')]);
    const text = new Promise<string>((resolve) => {
      let all = '';
      reader.stdout.on('data', (chunk) => {
        all += chunk;
      });
      reader.on('close', () => resolve(all));
    });
    await save(at('fifo'), 'through the pipe');
    expect(await text).toBe('through the pipe');
    expect(lstatSync(at('fifo')).isFIFO()).toBe(true);
  });

  it('/dev/fd/N is the open file itself, written where it stands', async () => {
    writeFileSync(at('log'), 'before\n');
    const fd = openSync(at('log'), 'a');
    await save(`/dev/fd/${fd}`, 'after\n');
    closeSync(fd);
    expect(readFileSync(at('log'), 'utf8')).toBe('before\nafter\n');
  });

  it('/dev/stdout and - are the same place', () => {
    expect(openWriter('/dev/stdout').key).toBe(openWriter('-').key);
  });
});

const NOBODY = 65534;

/** What nobody's process does, in a folder of the test. */
function asNobody<T>(work: () => T): T {
  process.seteuid?.(NOBODY);
  try {
    return work();
  } finally {
    process.seteuid?.(0);
  }
}

describe.skipIf(process.getuid?.() !== 0)(
  'as root, in a folder that a stranger can write to (needs root)',
  () => {
    beforeEach(() => {
      chmodSync(folder, 0o755);
      mkdirSync(at('theirs'));
      chownSync(at('theirs'), NOBODY, NOBODY);
      mkdirSync(at('sticky'));
      chmodSync(at('sticky'), 0o1777);
      mkdirSync(at('mine'), { mode: 0o700 });
      writeFileSync(at('mine', 'secret'), 'secret', { mode: 0o600 });
    });

    afterEach(() => {
      expect(readdirSync(at('mine'))).toEqual(['secret']);
      expect(readFileSync(at('mine', 'secret'), 'utf8')).toBe('secret');
      expect(statSync(at('mine', 'secret')).mode & 0o777).toBe(0o600);
    });

    it.each(['theirs', 'sticky'])(
      '%s: a link is not followed, neither to a file nor on the way',
      async (where) => {
        asNobody(() => {
          symlinkSync(at('mine', 'secret'), at(where, 'file'));
          symlinkSync(at('mine', 'new'), at(where, 'nothing'));
          symlinkSync(at('mine'), at(where, 'folder'));
        });
        const refused = (path: string, link: string): string =>
          `cannot write ${path}: ${link} is a link in a folder that others can write to, and is not followed; name what it leads to`;
        for (const name of ['file', 'nothing'])
          expect(await fails(at(where, name))).toBe(refused(at(where, name), at(where, name)));
        const below = at(where, 'folder', 'secret');
        expect(await fails(below)).toBe(refused(below, at(where, 'folder')));
      },
    );

    it('a link of root in a folder of root is followed into it', async () => {
      symlinkSync(at('theirs'), at('link'));
      await save(at('link', 'file'), 'text');
      expect(readFileSync(at('theirs', 'file'), 'utf8')).toBe('text');
    });

    it('a file that stands there is replaced, and gives the new one no more than it would have', async () => {
      asNobody(() => {
        writeFileSync(at('theirs', 'file'), '');
        chmodSync(at('theirs', 'file'), 0o666);
      });
      await openWriter(at('theirs', 'file'), { mode: 0o600, keep: true }).write('text');
      const { uid, mode } = statSync(at('theirs', 'file'));
      expect([uid, mode & 0o777]).toEqual([0, 0o600]);
    });

    it('a FIFO that a stranger made is not written to', async () => {
      const fifo = at('sticky', 'fifo');
      execFileSync('mkfifo', [fifo], { uid: NOBODY, gid: NOBODY });
      expect(await fails(fifo)).toBe(
        `cannot write ${fifo}: ${fifo} is somebody else's FIFO, in a folder that others can write to`,
      );
    });

    it('a folder that is swapped for a link, again and again, leads nowhere else', async () => {
      const script = `const { renameSync, mkdirSync, symlinkSync } = require('node:fs');
      process.chdir(process.argv[1]);
      mkdirSync('real'); symlinkSync(process.argv[2], 'link'); process.stdout.write('.');
      const swap = (one, other) => { renameSync(one, 'out'); renameSync('out', one); };
      for (;;) { swap('real'); swap('link'); }`;
      chmodSync(folder, 0o755);
      const attacker = spawn(process.execPath, ['-e', script, at('theirs'), at('mine')], {
        uid: NOBODY,
        gid: NOBODY,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await new Promise((resolve) => attacker.stdout.once('data', resolve));
      const before = readdirSync('/proc/self/fd').length;
      const ends: Record<string, number> = {};
      for (let round = 0; round < 2000; round++) {
        const end = await save(at('theirs', 'out', 'secret'), 'new').then(
          () => 'written',
          (error: Fault) => error.message.replace(/.*(not followed).*|.*: /, '$1'),
        );
        ends[end] = (ends[end] ?? 0) + 1;
      }
      attacker.kill('SIGKILL');
      // It met both, or this tried nothing.
      expect(Object.keys(ends)).toEqual(expect.arrayContaining(['not followed', 'written']));
      expect(readdirSync('/proc/self/fd').length).toBeLessThanOrEqual(before);
    });
  },
);
