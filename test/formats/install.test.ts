/** How docs/install.md has a release signed, and looked at by who takes it: with a key of this test, on files of its own. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { folder, must, ROOT, run } from './run.js';

const place = folder();
const env = { ...process.env, GNUPGHOME: join(place, 'keys') };
afterAll(() => {
  run('gpgconf', ['--kill', 'all'], { env });
  rmSync(place, { recursive: true, force: true });
});

const page = readFileSync(join(ROOT, 'docs', 'install.md'), 'utf8');
const command = (start: string): string => new RegExp(`^\\$ (${start}.*)$`, 'm').exec(page)?.[1] ?? 'false';
const at = (where: string, text: string) => run('sh', ['-c', `cd '${where}' && ${text}`], { env });

it('a release is signed, and told from one that was changed', () => {
  mkdirSync(env.GNUPGHOME, { mode: 0o700 });
  const key = ['--quick-generate-key', 'who publishes it', 'default', 'default'];
  must('gpg', ['--batch', '--quiet', '--pinentry-mode', 'loopback', '--passphrase', '', ...key], { env });
  const dist = join(place, 'dist');
  mkdirSync(dist);
  writeFileSync(join(dist, 'taken'), 'one');
  const sums = ['taken', 'left'].map(
    (name) => `${createHash('sha256').update('one').digest('hex')}  ${name}\n`,
  );
  writeFileSync(join(dist, 'SHA256SUMS'), sums.join(''));
  expect(at(place, command('gpg --armor')).status).toBe(0);
  const check = () => at(dist, command('gpg --verify')).status;
  expect(check()).toBe(0);
  writeFileSync(join(dist, 'taken'), 'other');
  expect(check()).toBe(1);
  writeFileSync(join(dist, 'taken'), 'one');
  writeFileSync(join(dist, 'SHA256SUMS'), `${sums.join('')}\n`);
  expect(check()).toBe(1);
});
