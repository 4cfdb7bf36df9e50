import { describe, expect, it, vi } from 'vitest';
import Explain from '../../src/commands/explain.js';
import List from '../../src/commands/list.js';
import { CATALOG } from '../fixtures/catalog.js';
import { runCommand } from './run.js';

vi.mock('../../src/judge/catalog.js', () => import('../fixtures/catalog.js'));

describe('list', () => {
  it('names every capability once, aligned', async () => {
    const { stdout, stderr } = await runCommand(List);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.slice(1).map((line) => line.split(/\s+/)[0])).toEqual(CATALOG.map((info) => info.id));
    expect(new Set(lines.map((line) => line.search(/TITLE|Title/))).size).toBe(1);
    expect(stderr).toBe('');
  });

  it('gives four fields each as JSON', async () => {
    const rows = JSON.parse((await runCommand(List, '--json')).stdout);
    expect(rows[0]).toEqual({
      id: 'open.device',
      title: 'Title of open.device',
      since: '4.3',
      memories: 'none',
    });
    expect(rows).toHaveLength(CATALOG.length);
  });
});

describe('explain', () => {
  it('answers every question about a capability', async () => {
    const { stdout } = await runCommand(Explain, 'continue.base');
    expect(stdout).toContain('continue.base: Title of continue.base');
    expect(stdout).toContain('What continue.base is.');
    expect(stdout).toContain('Linux 4.3');
    expect(stdout).toContain('How continue.base is probed.');
    expect(stdout).toMatch(/absent {10}Hugetlb is mapped whole\./);
    expect(stdout).toMatch(/not permitted {3}this caller may not/);
    expect(stdout).toContain('QEMU post-copy');
  });

  it('says what to do, and that no mainline kernel has HGM', async () => {
    const { stdout } = await runCommand(Explain, 'hgm:hugetlb-512M');
    expect(stdout).toMatch(/^hgm:hugetlb-512M: Title of hgm\n/);
    expect(stdout).toContain('no mainline kernel');
    expect(stdout).toContain('Run a kernel with the patches.');
  });

  it('knows a bit without a name', async () => {
    const { stdout } = await runCommand(Explain, 'feature.bit19');
    expect(stdout).toMatch(/^feature\.bit\*: /);
  });

  it.each([
    ['continue.bass', 'unknown capability continue.bass: did you mean continue.base'],
    ['minor', 'did you mean register.minor?'],
    ['zzzzzzzz', 'see hgm-probe list'],
    ['hgm:shmem', 'names no memory of hgm, which is hugetlb-SIZE'],
    ['continue.base:hugetlb', 'which is anonymous, shmem or hugetlb-SIZE'],
    ['kernel_faults:shmem', 'does not depend on memory: run hgm-probe explain kernel_faults'],
  ])('%s is a usage error', async (name, line) => {
    const ran = await runCommand(Explain, name);
    expect([ran.exitCode, ran.stdout]).toEqual([64, '']);
    expect(ran.line).toContain(line);
  });

  it('needs a name', async () => {
    const ran = await runCommand(Explain);
    expect(ran.exitCode).toBe(64);
    expect(ran.line).toMatch(/^missing 1 required arg: capability .*see hgm-probe explain --help$/);
  });
});
