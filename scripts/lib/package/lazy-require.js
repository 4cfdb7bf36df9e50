/**
 * Has modules that TypeScript compiled to CommonJS load what they need when they first use it, not before:
 * oclif's index pulls in its help, its templates, a file globber and 40 spinners, 30 ms of a start, most of
 * it for what one command does not use. TypeScript writes such an import in one way, `const x_1 = require("y")`,
 * and every use as a member of it, so the use can be rewritten (Metro and Babel do the same under the names
 * "inline requires" and "lazy").
 */
const PLAIN = /^(?:const|var) (\w+_\d+) = (require\("[^"]+"\)|__importDefault\(require\("[^"]+"\)\));$/gm;
const STAR = /^(?:const|var) (\w+) = __importStar\((require\("[^"]+"\))\);$/gm;
const EXPORTED_STAR = /^exports\.(\w+) = (__importStar\(require\("[^"]+"\)\));$/gm;

/** The source with lazy imports, or the same if it was not made by TypeScript. */
export function lazyRequires(source) {
  if (!source.includes('Object.defineProperty(exports, "__esModule"')) return source;
  let out = source.replace(
    EXPORTED_STAR,
    'Object.defineProperty(exports, "$1", { enumerable: true, configurable: true, get: () => $2 });',
  );
  for (const pattern of [PLAIN, STAR])
    for (const [statement, name, load] of [...out.matchAll(pattern)])
      out = out.replace(statement, '').replace(new RegExp(`\\b${name}\\b`, 'g'), `(${load})`);
  return out;
}

/** Of oclif's Command: a listener that makes the stream of standard output, 3 ms, to throw from within it. */
const LISTENER = /^process\.stdout\.on\('error', [\s\S]*?^}\);$/m;

/** The source without it; src/cli/streams.ts listens where the stream is made. Throws where there is none any more. */
export function withoutListener(source) {
  if (!LISTENER.test(source)) throw new Error("oclif's Command has no listener on standard output any more");
  return source.replace(LISTENER, '');
}
