/**
 * Packages of which the bundle has less. oclif needs them to find commands on a disk, to run under Windows or
 * to compile TypeScript; here its commands are given to it. Without this the file is twice as long.
 */
import { readFileSync } from 'node:fs';

const missing = (name) => `throw new Error(${JSON.stringify(`${name} is not in the bundle`)});`;

const LEFT_OUT = {
  // Whether Node is new enough for oclif: the engines of our package.json say it; oclif goes on without.
  semver: missing('semver'),
  // Commands and plugins in folders.
  minimatch: missing('minimatch'),
  lilconfig: missing('lilconfig'),
  'get-package-type': missing('get-package-type'),
  // Colours by RGB, which wrap-ansi's help has none of.
  'color-convert': missing('color-convert'),
  // Asked at every start, by reading /proc/version: the tool is for Linux either way.
  'wsl-utils': 'export const isWsl = false;',
  // oclif's own log under DEBUG=*; the tool's DEBUG shows a stack, without this.
  debug: 'module.exports = () => Object.assign(() => {}, { enabled: false });',
};

/** For esbuild. */
export const leftOut = {
  name: 'left-out',
  setup({ onResolve, onLoad }) {
    const filter = new RegExp(`^(?:${Object.keys(LEFT_OUT).join('|')})$`);
    onResolve({ filter }, ({ path }) => ({ path, namespace: 'left-out' }));
    onLoad({ filter: /./, namespace: 'left-out' }, ({ path }) => ({
      contents: LEFT_OUT[path],
      loader: 'js',
    }));
    // TypeScript of a plugin's checkout; a plugin's folder.
    onLoad({ filter: /@oclif\/core\/lib\/config\/(?:ts-path|plugin)\.js$/ }, ({ path }) => ({
      contents: missing(path.replace(/.*\//, '')),
      loader: 'js',
    }));
    // Eighty animations, of which one is shown.
    onLoad({ filter: /node_modules\/cli-spinners\/spinners\.json$/ }, ({ path }) => ({
      contents: JSON.stringify({ dots2: JSON.parse(readFileSync(path, 'utf8')).dots2 }),
      loader: 'json',
    }));
  },
};
