/** A fake root directory: what a test says that /proc and /sys hold, and nothing of this host. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

export type Files = Record<string, string | Buffer>;

/** Files by absolute path inside the root, which is removed when the test ends. */
export function tree(files: Files = {}): string {
  const root = mkdtempSync(join(tmpdir(), 'hgm-probe-tree-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}
