#!/usr/bin/env node
import { fileURLToPath } from 'node:url';

try {
  const { start } = await import('../dist/start/main.js');
  await start(process.argv.slice(2));
} catch (error) {
  if (error?.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  const folder = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
  process.stderr.write(`hgm-probe: not built yet: run "npm run build" in ${folder}\n`);
  if (process.env.DEBUG) process.stderr.write(`${error.stack}\n`);
  process.exitCode = 70;
}
