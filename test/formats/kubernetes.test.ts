/** The manifests of packaging/kubernetes against Kubernetes' own types, and against what NFD is told. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/commands/index.js';
import { folder, must, probe, ROOT, run } from './run.js';

const place = folder();
afterAll(() => rmSync(place, { recursive: true, force: true }));

const HOME = join(ROOT, 'packaging', 'kubernetes');
const parsed = (file: string) =>
  JSON.parse(
    must('/usr/bin/python3', [
      '-c',
      'import json, sys, yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1]))))',
      resolve(HOME, file),
    ]),
  );

/** TypeScript looks at an object that is written out as strictly as a schema without additional properties. */
function compiled(document: unknown, type = 'DaemonSet', from = 'apps/v1'): string {
  const source = join(place, 'manifest.ts');
  const head = `import type { ${type} } from 'kubernetes-types/${from}';`;
  writeFileSync(source, `${head}\nexport const it: ${type} = ${JSON.stringify(document)};\n`);
  must('ln', ['-sfn', join(ROOT, 'node_modules'), join(place, 'node_modules')]);
  const flags = [
    '--strict',
    '--ignoreConfig',
    '--noEmit',
    '--skipLibCheck',
    '--module',
    'nodenext',
    '--moduleResolution',
    'nodenext',
  ];
  return run(join(ROOT, 'node_modules', '.bin', 'tsc'), [...flags, '--types', '', source]).stdout;
}

describe('the DaemonSet', () => {
  const daemonSet = parsed('daemonset.yaml');
  const [container] = daemonSet.spec.template.spec.containers;

  it('is one by the types of Kubernetes', () => {
    expect(compiled(daemonSet)).toBe('');
    const { spec } = structuredClone(daemonSet);
    spec.template.spec.hostpid = true;
    expect(compiled({ ...daemonSet, spec })).toContain('hostpid');
  });

  it('asks what the command understands', () => {
    const [command, ...args] = container.args;
    expect(command).toBe('publish');
    for (const flag of args.filter((word: string) => word.startsWith('--')))
      expect(Object.keys(COMMANDS.publish.flags)).toContain(flag.slice(2));
    mkdirSync(join(place, 'features.d'));
    const once = args.join(' ').replace('--every 1h ', '').replace('/features.d', join(place, 'features.d'));
    expect(probe('publish', '--no-latency', ...once.split(' ')).status).toBe(0);
    expect(readdirSync(join(place, 'features.d'))).toEqual(['hgm-probe']);
  });

  it('has its labels expire after a few turns, and mounts what it writes to', () => {
    expect(container.args.join(' ')).toMatch(/--every 1h --ttl 3h/);
    const { volumes } = daemonSet.spec.template.spec;
    const names = volumes.map(({ name }: { name: string }) => name);
    expect(container.volumeMounts.map(({ name }: { name: string }) => name)).toEqual(names);
    expect(container.securityContext).toMatchObject({
      readOnlyRootFilesystem: true,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'], add: ['SYS_PTRACE'] },
    });
  });
});

describe('the pod of --like-pid', () => {
  const page = readFileSync(join(ROOT, 'docs', 'kubernetes.md'), 'utf8');
  const [, change = ''] = /^\$ (sed .*) packaging\/kubernetes\/like-pid.yaml \| kubectl/m.exec(page) ?? [];
  writeFileSync(join(place, 'pod.yaml'), must('sh', ['-c', `${change} '${join(HOME, 'like-pid.yaml')}'`]));
  const pod = parsed(join(place, 'pod.yaml'));
  const [container] = pod.spec.containers;

  it('is one by the types of Kubernetes, with the node and the number that were asked for', () => {
    expect(compiled(pod, 'Pod', 'core/v1')).toBe('');
    expect([pod.spec.nodeName, container.args]).toEqual(['worker-3', ['--like-pid', '48213']]);
  });

  it('may what scripts/lib/release/check-image.js lets its own', () => {
    expect(pod.spec.hostPID).toBe(true);
    const asRoot = { runAsUser: 0, runAsGroup: 0 };
    expect(container.securityContext).toEqual({ privileged: true, readOnlyRootFilesystem: true, ...asRoot });
    expect(container.volumeMounts).toEqual([{ name: 'tmp', mountPath: '/tmp' }]);
  });
});

/**
 * What NodeFeatureRule's CRD lets through, in words of this test: deployment/base/nfd-crds/nfd-api-crds.yaml of
 * kubernetes-sigs/node-feature-discovery at 9ea787bc9918 and 078619cf24e8, where they agree. Neither npm nor Debian has it.
 */
const object = (properties: object, required: string[]) => ({
  ...{ type: 'object', additionalProperties: false, properties, required },
});
const list = (items: object) => ({ type: 'array', items });
const texts = { type: 'object', additionalProperties: { type: 'string' } };
const OPERATORS = 'In NotIn InRegexp Exists DoesNotExist Gt Lt GtLt IsTrue IsFalse'.split(' ');
const expression = object({ op: { enum: OPERATORS }, value: list({ type: 'string' }) }, ['op']);
const matcher = object(
  { feature: { type: 'string' }, matchExpressions: { type: 'object', additionalProperties: expression } },
  ['feature', 'matchExpressions'],
);
const rule = object(
  {
    ...{ name: { type: 'string' }, labels: texts, vars: texts, matchFeatures: list(matcher) },
    ...{ labelsTemplate: { type: 'string' }, varsTemplate: { type: 'string' } },
    matchAny: list(object({ matchFeatures: list(matcher) }, ['matchFeatures'])),
  },
  ['name'],
);
const CRD = object(
  {
    apiVersion: { const: 'nfd.k8s-sigs.io/v1alpha1' },
    kind: { const: 'NodeFeatureRule' },
    metadata: { type: 'object' },
    spec: object({ rules: list(rule) }, ['rules']),
  },
  ['apiVersion', 'kind', 'metadata', 'spec'],
);

describe('the rules', () => {
  const rules = parsed('nodefeaturerule.yaml');
  const validate = new Ajv2020().compile(CRD);

  it('are what the CRD of NFD lets through', () => {
    expect([validate(rules), validate.errors]).toEqual([true, null]);
  });

  it.each([
    ['an operator that is none', (text: string) => text.replace('"op":"In"', '"op":"Is"')],
    ['a value that is no list', (text: string) => text.replace('["supported"]', '"supported"')],
    ['a key that nobody knows', (text: string) => text.replace('"matchFeatures"', '"matchFeature"')],
  ])('%s is not', (_, change) => {
    expect(validate(JSON.parse(change(JSON.stringify(rules))))).toBe(false);
  });

  it('give a label where the file in features.d has what they ask for, and only there', () => {
    interface Rule {
      labels: object;
      matchFeatures: { feature: string; matchExpressions: Record<string, { op: string; value: string[] }> }[];
    }
    const given = (name: string): string[] => {
      const text = readFileSync(join(ROOT, 'test', 'reporters', 'golden', `${name}.nfd.txt`), 'utf8');
      const of = new Map(text.split('\n').map((line) => line.split('=') as [string, string]));
      const matches = ({ feature, matchExpressions }: Rule['matchFeatures'][number]) =>
        feature === 'local.label' &&
        Object.entries(matchExpressions).every(
          ([label, { op, value }]) => op === 'In' && value.includes(of.get(label) ?? ''),
        );
      const holds = (rules.spec.rules as Rule[]).filter(({ matchFeatures }) => matchFeatures.every(matches));
      return holds.flatMap(({ labels }) => Object.keys(labels));
    };
    const [postcopy, thp, hgm] = ['postcopy', 'thp', 'hgm'].map((name) => `migration.example.com/${name}`);
    expect(['hgm', 'stock', 'refused'].map(given)).toEqual([
      [postcopy, thp, hgm],
      [postcopy, thp],
      [postcopy, thp],
    ]);
  });
});
