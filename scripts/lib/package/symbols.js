/** What a shipped addon may ask of the host: the symbols of Node-API 9, and those of an old C library. */
import { spawnSync } from 'node:child_process';
import { basename, join } from 'node:path';
import { Failure } from '../run.js';
import { MUSL } from './musl.js';

/** Of RHEL 8 and Debian 10. */
const GLIBC_FLOOR = [2, 28];

const isNewer = ([major, minor], [floorMajor, floorMinor]) =>
  major > floorMajor || (major === floorMajor && minor > floorMinor);

/** What is wrong with `objdump -p -T`'s answer; empty for nothing. */
export function symbolProblems(libc, text) {
  const needed = [...text.matchAll(/^ +NEEDED +(\S+)$/gm)].map(([, name]) => name);
  const allowed = libc === 'glibc' ? /^(?:libc\.so\.6|libm\.so\.6|libpthread\.so\.0|ld-linux-.*)$/ : /^$/;
  const undefinedOnes = [
    ...text.matchAll(/^[0-9a-f]+ .*\*UND\*\s+[0-9a-f]+\s+(?:\((\S+)\)\s+|(?:Base\s+)?)(\S+)$/gm),
  ];
  const versions = undefinedOnes.flatMap(([, version, name]) => (version ? [[name, version]] : []));
  return [
    ...needed.filter((name) => !allowed.test(name)).map((name) => `it needs ${name}`),
    ...undefinedOnes
      .filter(([, , name]) => /^_Z|^__cxa_(?!finalize|atexit)|^__gxx/.test(name))
      .map(([, , name]) => `it needs ${name} of a C++ library`),
    ...versions.flatMap(([name, version]) => {
      const match = /^GLIBC_(\d+)\.(\d+)/.exec(version);
      if (match === null) return [`it needs ${name} of ${version}`];
      return isNewer([Number(match[1]), Number(match[2])], GLIBC_FLOOR) ? [`${name} is of ${version}`] : [];
    }),
    ...(/\bnode_api_module_get_api_version_v1\b/.test(text) ? [] : ['it is no addon of Node-API 9']),
  ];
}

/** Undefined symbols of an addon that neither Node has (Node-API) nor the C library, by `objdump -T` of both. */
export function missingIn(library, text) {
  const has = new Set([...library.matchAll(/^[0-9a-f]+ (?!.*\*UND\*).*\s(\S+)$/gm)].map(([, name]) => name));
  const asked = [...text.matchAll(/^[0-9a-f]+ .(.).*\*UND\*.*\s(\S+)$/gm)];
  // Weak: the addon does without.
  return asked.flatMap(([, weak, name]) =>
    weak === 'w' || /^n(?:ode_)?api_/.test(name) || has.has(name) ? [] : [name],
  );
}

/** The newest glibc that an addon asks for, as `2.17`; null for none. */
export function newestGlibc(text) {
  const all = [...text.matchAll(/\(GLIBC_(\d+)\.(\d+)[.\d]*\)/g)].map(([, major, minor]) => [
    Number(major),
    Number(minor),
  ]);
  return all.sort((a, b) => (isNewer(a, b) ? -1 : 1))[0]?.join('.') ?? null;
}

export function objdump(program, file) {
  const options = { encoding: 'utf8', maxBuffer: 1 << 28 };
  const { status, stdout, stderr, error } = spawnSync(program, ['-p', '-T', file], options);
  if (status !== 0) throw new Failure(`${program} ${file}: ${error?.message ?? stderr}`);
  return stdout;
}

/** Throws a Failure that names each symbol too many. */
export function checkSymbols({ libc, debian, muslName, objdump: program }, file) {
  const text = objdump(program, file);
  const problems = symbolProblems(libc, text);
  if (libc === 'musl') {
    const library = objdump(program, join(MUSL, debian, 'lib', muslName, 'libc.so'));
    problems.push(...missingIn(library, text).map((name) => `musl has no ${name}`));
  }
  if (problems.length > 0) throw new Failure(`${basename(file)}: ${problems.join('; ')}`);
}
