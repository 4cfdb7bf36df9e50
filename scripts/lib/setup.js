/** The setup, for scripts that need its outcome. */
import { join } from 'node:path';
import { ROOT } from './paths.js';
import { openly } from './run.js';

/** Runs the setup, or the named steps of it; ends this process with its exit code if it failed, which it has explained by then. */
export function setUp(...steps) {
  if (!openly(process.execPath, [join(ROOT, 'scripts', 'setup.js'), ...steps])) process.exit(70);
}
