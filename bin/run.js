#!/usr/bin/env node
import { fileURLToPath } from 'node:url';

try {
  const { start } = await import('../dist/start/main.js');
  await start(process.argv.slice(2));
} catch (error) {
  const folder = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
  const isUnbuilt = error?.code === 'ERR_MODULE_NOT_FOUND';
  const why = isUnbuilt
    ? `not built yet: run "npm run build" in ${folder}`
    : `cannot start: ${error?.message}`;
  process.stderr.write(`hgm-probe: ${why}\n`);
  if (process.env.DEBUG) process.stderr.write(`${error?.stack}\n`);
  // Never 1, which is an answer.
  process.exitCode = isUnbuilt ? 70 : 74;
}
