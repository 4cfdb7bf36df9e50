import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { lazyRequires, withoutListener } from '../../../scripts/lib/package/lazy-require.js';

const HEAD = 'Object.defineProperty(exports, "__esModule", { value: true });\n';

/** Runs a module's source; gives what it exports and what it has asked for so far. */
function run(source: string) {
  const asked: string[] = [];
  const exports: Record<string, unknown> = {};
  const require = (id: string) => {
    asked.push(id);
    return { value: id, default: id };
  };
  const helpers = 'const __importDefault = (m) => m; const __importStar = (m) => m;';
  new Function('exports', 'require', `${helpers}\n${lazyRequires(source)}`)(exports, require);
  return { exports, asked };
}

it.each([
  ['const a_1 = require("a");\nexports.use = () => a_1.value;'],
  ['const a_1 = __importDefault(require("a"));\nexports.use = () => a_1.default;'],
  ['const A = __importStar(require("a"));\nexports.use = () => A.value;'],
  ['var a_1 = require("a");\nexports.use = () => (0, a_1.value, a_1.default);'],
])('%s asks when it is used', (body) => {
  const { exports, asked } = run(HEAD + body);
  expect(asked).toEqual([]);
  expect((exports.use as () => string)()).toBe('a');
  expect(asked).not.toEqual([]);
});

it('hands on a namespace when somebody reads it', () => {
  const { exports, asked } = run(
    `${HEAD}exports.Flags = void 0;\nexports.Flags = __importStar(require("flags"));`,
  );
  expect(asked).toEqual([]);
  expect(exports.Flags).toEqual({ value: 'flags', default: 'flags' });
});

it('leaves alone what TypeScript did not write', () => {
  const source = 'const a_1 = require("a");\nmodule.exports = a_1;';
  expect(lazyRequires(source)).toBe(source);
});

it("takes oclif's listener out of its Command, and says where it is not what it was", () => {
  const path = fileURLToPath(new URL('../../../node_modules/@oclif/core/lib/command.js', import.meta.url));
  const source = readFileSync(path, 'utf8');
  expect(source).toContain('process.stdout.on(');
  expect(withoutListener(source)).not.toContain('process.stdout');
  expect(() => withoutListener('')).toThrow('no listener');
});
