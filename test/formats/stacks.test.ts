/** What docs/stacks.md shows: Nova's own schema on the file for Nova, and each script run. */
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Suite } from '../kernels/lib/apt.js';
import { unpackDeb } from '../kernels/lib/unpack.js';
import { folder, must, probe, ROOT, RUN, run } from './run.js';

const place = folder();
const at = (...names: string[]): string => join(place, ...names);
const docs = readFileSync(join(ROOT, 'docs', 'stacks.md'), 'utf8');
afterAll(() => rmSync(place, { recursive: true, force: true }));

function program(name: string, text: string): string {
  writeFileSync(at(name), text);
  chmodSync(at(name), 0o755);
  return at(name);
}

/** A script of the page, by the word behind `sh`. */
const script = (name: string, change = (text: string) => text): string =>
  program(name, change(new RegExp(`^\`\`\`sh ${name}\n(.*?)^\`\`\``, 'ms').exec(docs)?.[1] ?? ''));

const env = { ...process.env, PATH: `${place}:${process.env.PATH}` };

beforeAll(() => {
  program('hgm-probe', `#!/bin/sh\nexec '${process.execPath}' '${RUN}' "$@"\n`);
  mkdirSync(at('nova'));
  expect(probe('publish', '--borrow', 'none', '--no-latency', '--to', `nova=${at('nova')}`).status).toBe(0);
});

/** The schema and the rule for traits as they stand in the module, which wants all of Nova to be imported. */
const VALIDATE = `
import ast, json, sys
import jsonschema, yaml
tree = ast.parse(open(sys.argv[1]).read())
schema = next(ast.literal_eval(node.value) for node in tree.body
              if isinstance(node, ast.Assign) and node.targets[0].id == 'SCHEMA_V1')
for name in sys.argv[2:]:
    config = yaml.safe_load(open(name))
    jsonschema.validate(config, schema)
    traits = config['providers'][0]['traits']['additional']
    assert all(trait.startswith('CUSTOM_') for trait in traits), traits
    print(len(traits))
`;

describe('Nova', () => {
  const module = (): string => {
    const suite = new Suite('bookworm', 'amd64');
    const [folder = ''] = suite.show(['python3-nova']).map((deb) => unpackDeb(suite.fetch(deb)));
    return join(folder, 'usr/lib/python3/dist-packages/nova/compute/provider_config.py');
  };
  const validate = (file: string) => run('/usr/bin/python3', ['-c', VALIDATE, module(), file]);

  it('takes the file of this host, by the schema of its own module', () => {
    const { status, stdout, stderr } = validate(at('nova', 'hgm-probe.yaml'));
    expect([status, stderr]).toEqual([0, '']);
    const { providers } = JSON.parse(readFileSync(at('nova', 'hgm-probe.yaml'), 'utf8'));
    expect(Number(stdout)).toBe(providers[0].traits.additional.length);
  });

  it('would not take another', () => {
    const text = readFileSync(at('nova', 'hgm-probe.yaml'), 'utf8');
    writeFileSync(at('bad.yaml'), text.replace(/"additional": \[/, '"additional": ["CUSTOM_lower",'));
    expect(validate(at('bad.yaml')).stderr).toContain('does not match');
  });
});

it('Ironic is given each trait', () => {
  program('openstack', `#!/bin/sh\nprintf '%s\\n' "$@"\n`);
  const file = at('nova', 'hgm-probe.yaml');
  const { additional } = JSON.parse(readFileSync(file, 'utf8')).providers[0].traits;
  const words = ['baremetal', 'node', 'add', 'trait', 'node-1', ...additional];
  expect(must(script('ironic'), ['node-1', file], { env }).trimEnd().split('\n')).toEqual(words);
});

/** Another user than libvirt's, which this machine need not have, and as ready or not as it is. */
const AS_NOBODY = (text: string): string =>
  text.replace('--as libvirt-qemu', process.geteuid?.() === 0 ? '--as nobody' : '');

describe.each([
  ['libvirt', ['guest', 'migrate', 'begin', '-'], ['guest', 'prepare', 'begin', '-']],
  ['proxmox', ['100', 'pre-start'], ['100', 'post-stop']],
])('the hook of %s', (name, asked, other) => {
  const answering = (expression: string) =>
    script(name, (text) => AS_NOBODY(text).replace('profile:qemu-postcopy', expression));

  it('lets pass what holds, and refuses what does not or can not be told', () => {
    const outcome = (expression: string) => run(answering(expression), asked, { env }).status;
    expect(outcome("'kernel<99.0'")).toBe(0);
    expect(outcome("'not kernel<99.0'")).toBe(1);
    expect(outcome('profile:qemu-postcopy')).toBeOneOf([0, 1, 3]);
  });

  it('asks at no other moment', () => {
    expect(run(answering('profile:no-such-profile'), other, { env })).toEqual({
      status: 0,
      stdout: '',
      stderr: '',
    });
    expect(run(answering('profile:no-such-profile'), asked, { env }).status).toBe(64);
  });
});

it('the hook of libvirt says nothing that would be taken for XML', () => {
  const { stdout, stderr } = run(script('libvirt', AS_NOBODY), ['guest', 'migrate', 'begin', '-'], { env });
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^(met|not met|cannot tell): /);
});
