/** The manifests of packaging/kubernetes against Kubernetes' own types, and against what NFD is told. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
      join(HOME, file),
    ]),
  );

/** TypeScript looks at an object that is written out as strictly as a schema without additional properties. */
function compiled(document: unknown): string {
  const source = join(place, 'manifest.ts');
  const type = "import type { DaemonSet } from 'kubernetes-types/apps/v1';";
  writeFileSync(source, `${type}\nexport const it: DaemonSet = ${JSON.stringify(document)};\n`);
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

it('the rules ask for labels that are written, with operators of NFD', () => {
  const { apiVersion, kind, spec } = parsed('nodefeaturerule.yaml');
  // deployment/base/nfd-crds/nfd-api-crds.yaml, kubernetes-sigs/node-feature-discovery 9ea787bc9918.
  expect([apiVersion, kind]).toEqual(['nfd.k8s-sigs.io/v1alpha1', 'NodeFeatureRule']);
  const nfd = readFileSync(join(place, 'features.d', 'hgm-probe'), 'utf8');
  for (const { name, labels, matchFeatures } of spec.rules) {
    expect([typeof name, Object.values(labels)]).toEqual(['string', ['true']]);
    for (const { feature, matchExpressions } of matchFeatures) {
      expect(feature).toBe('local.label');
      for (const [label, { op, value }] of Object.entries<{ op: string; value: string[] }>(
        matchExpressions,
      )) {
        expect(op).toBe('In');
        expect(value.every((one) => /^[a-z_]+$/.test(one))).toBe(true);
        const prefix = label.replace(/\.(profile|way)\..*/, '');
        expect(nfd).toContain(prefix);
      }
    }
  }
});
