/** KVM: what its experiments saw, and what is said of it. */
import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/document/index.js';
import type { Call, Experiment, Kvm, Observations } from '../../../src/observe/observations.js';
import {
  answering,
  control,
  having,
  huge,
  look,
  lost,
  M2,
  no,
  ok,
  run,
  setup,
  upTo,
  without,
} from './build.js';
import { LAYERS, PROCESS } from './seen.js';
import { STOCK } from './stock.js';

const DRIVER: Kvm = { inProcMisc: true, minor: 232, parameters: { 'kvm_amd.npt': 'Y' } };

const withKvm = (kvm: Kvm | null, ...experiments: Experiment[]): Observations =>
  having({ ...STOCK, settings: { ...STOCK.settings, kvm } }, ...experiments);

const rowsOf = (of: Observations) => judge(of).capabilities.filter(({ id }) => /^(kvm|gmem)\./.test(id));

it('says nothing of parameters where nobody read them', () => {
  const [open] = rowsOf(withKvm(null, OPEN));
  expect(open?.evidence.filter((line) => line.startsWith('setting '))).toEqual([]);
});

function row(of: Observations, id: string, memory: string | null = null): string {
  const found = judge(of).capabilities.find((each) => each.id === id && each.memory === memory);
  const gate = found?.gate === undefined ? '' : ` ${found.gate}`;
  return `${found?.state}${gate} ${found?.reason}`;
}

const node = (mode: number, minor = 232): Call[] => [
  look('node', { mode: `0x${(0x2000 | mode).toString(16)}`, uid: 0, gid: 0, major: 10, minor }),
  look('node_mount', { flags: '0x20', type: '0x1021994' }),
  ok('neighbour', {}, 'look'),
];
const version = ok('kvm_version', {}, 'test', 12);
const opened = [...node(0o600), ok('kvm_open'), version, ok('kvm_vm'), ok('kvm_vcpu')];
const capability = (name: string, ret: number): Call => ({
  ...ok(name, {}, 'look', ret),
  args: { number: 234 },
});
const OPEN = run('kvm.open', [...opened, capability('cap_guest_memfd', 1)]);
const opens = (...experiments: Experiment[]) => withKvm(DRIVER, OPEN, ...experiments);
const pages = (name: string, small: number, large: number): Call =>
  look(`${name}_pages`, { pages_4k: small, pages_2m: large, pages_1g: 0 });
const machine = ['kvm_open', 'kvm_version', 'kvm_vm', 'kvm_vcpu'].map((name) => setup(name));

describe('the rows', () => {
  it('are none where nobody looked, and one where there is no driver', () => {
    expect(rowsOf(withKvm(null))).toEqual([]);
    const none = withKvm({ inProcMisc: false, minor: null, parameters: {} });
    expect(rowsOf(none).map(({ id }) => id)).toEqual(['kvm.open']);
    expect(row(none, 'kvm.open')).toBe('absent not_loaded');
    const hint = (arch: string) => rowsOf({ ...none, host: { ...none.host, arch } })[0]?.action?.hint ?? '';
    expect(hint('x86_64')).toContain('kvm_amd');
    expect(hint('aarch64')).toContain('EL2');
    expect(hint('riscv64')).not.toMatch(/kvm_amd|EL2/);
    const hidden = withKvm({ inProcMisc: null, minor: null, parameters: {} });
    expect(row(hidden, 'kvm.open')).toBe('unknown proc_misc_unreadable');
    expect(row(withKvm(DRIVER), 'kvm.open')).toBe('unknown not_run');
  });

  it('say what the node says, where nothing else is known of it', () => {
    const other = run('kvm.open', [...node(0o666), no('kvm_open', 'ENODEV')]);
    expect(row(withKvm(null, other), 'kvm.open')).toMatch(/^(not_permitted device_node|unknown)/);
  });

  it('all have the gate of the device where it is refused', () => {
    const of = withKvm(DRIVER, run('kvm.open', [...node(0o600), no('kvm_open', 'EACCES')]));
    const nobody = { ...of, ranAs: { ...of.ranAs, euid: 65534, egid: 65534, capabilities: '0x0' } };
    const found = rowsOf(nobody).map(({ state, gate, reason }) => `${state} ${gate} ${reason}`);
    expect(new Set(found)).toEqual(new Set(['not_permitted device_node node_mode']));
    expect(found.length).toBeGreaterThan(20);
    const [first] = rowsOf(nobody);
    expect(first?.action?.commands?.[0]?.command).toBe('setfacl -m u:65534:rw /dev/kvm');
    expect(first?.evidence.join()).toContain('layer device_node refuses');
  });
});

describe('/dev/kvm', () => {
  const open = (calls: Call[], more: Partial<Observations> = {}, end: Partial<Experiment> = {}) =>
    row({ ...withKvm(DRIVER, { ...run('kvm.open', calls), ...end }), ...more }, 'kvm.open');

  it('works with a machine and a vCPU, and tells what decides', () => {
    expect(row(opens(), 'kvm.open')).toBe('supported works');
    const evidence = rowsOf(opens())[0]?.evidence;
    expect(evidence).toEqual(
      expect.arrayContaining(['look cap_guest_memfd 1 number=234', 'setting kvm_amd.npt=Y']),
    );
  });

  it('is another device, or none, by the word of the node', () => {
    const missing = [no('node', 'ENOENT', {}, 'look'), no('kvm_open', 'ENOENT')];
    expect(open(missing)).toBe('not_permitted device_node node_missing');
    expect(open([...node(0o666, 231), no('kvm_open', 'ENODEV')])).toBe(
      'not_permitted device_node node_other',
    );
    expect(open([...node(0o666), no('kvm_open', 'EPERM')], { layers: null })).toBe(
      'not_permitted device_node device_cgroup',
    );
  });

  const filtered = { ranAs: { ...STOCK.ranAs, seccompMode: 2 } };
  const refused = [...node(0o600), ok('kvm_open'), version, no('kvm_vm', 'EPERM')];

  it('refused behind the node is a filter or a security module, by elimination', () => {
    expect(open(refused, { ...filtered, layers: LAYERS })).toBe('not_permitted seccomp seccomp');
    expect(open(refused, { ...filtered, layers: { ...LAYERS, lsms: ['selinux'] } })).toBe(
      'not_permitted unknown unexplained',
    );
    expect(open(refused, { ranAs: { ...STOCK.ranAs, seccompMode: 0 } })).toBe('not_permitted lsm lsm');
    const killed = [...node(0o600), ok('kvm_open'), version, lost('kvm_vm')];
    expect(open(killed, filtered, { end: 'signal', signal: 'SIGSYS' })).toBe('not_permitted seccomp killed');
    // Another death is no filter's, nor is an answer that came before it.
    expect(open(killed, filtered, { end: 'signal', signal: 'SIGSEGV' })).toBe('unknown sigsegv');
    expect(open(refused, { ...filtered, layers: LAYERS }, { end: 'signal', signal: 'SIGSYS' })).toBe(
      'not_permitted seccomp seccomp',
    );
  });

  it('is unknown by anything else', () => {
    expect(open([...node(0o600), ok('kvm_open'), ok('kvm_version', {}, 'test', 13)])).toBe(
      'unknown another_api_version',
    );
    expect(open([...node(0o600), ok('kvm_open'), version, no('kvm_vm', 'EBUSY')])).toBe(
      'unknown unexpected_ebusy',
    );
    expect(open(node(0o600), {}, { end: 'deadline' })).toBe('unknown deadline');
    expect(open([...node(0o600), ok('kvm_open'), version], {}, { end: 'deadline' })).toBe('unknown deadline');
  });

  it('of a process with another cgroup is in doubt', () => {
    const takenOn = { how: 'like_pid' as const, process: { ...PROCESS, sameCgroup: false } };
    expect(row({ ...opens(), layers: LAYERS, takenOn }, 'kvm.open')).toBe(
      'unknown device_cgroup_not_taken_over',
    );
  });
});

describe("a vCPU's fault", () => {
  const missing = no('missing', 'EFAULT');
  const beside = no('neighbour', 'EFAULT');
  const fault = (calls: Call[], end: Partial<Experiment> = {}) =>
    row(
      opens({ ...run('kvm.fault', [...machine, ...calls], { memory: 'shmem' }), ...end }),
      'kvm.fault.base',
      'shmem',
    );

  const handled = [ok('handled'), look('handled_event', { delivered: 1 })];

  it('is served by both touches', () => {
    expect(fault([missing, beside, ok('served'), ...handled])).toBe('supported works');
    const ran = [no('missing', 'EFAULT', { exit: 0 }), no('neighbour', 'EFAULT', { exit: 0 })];
    expect(fault([...ran, ok('served', { exit: 5, done: 1 }), ...handled])).toBe('supported works');
  });

  it('has to come to a handler, which it does by no descriptor of user mode only', () => {
    const found = [missing, beside, ok('served')];
    const limited = [no('user_mode', 'EFAULT'), look('user_mode_event', { delivered: 0 })];
    expect(fault([...found, ...handled, ...limited])).toBe('supported works');
    const unheard = [no('handled', 'EFAULT'), look('handled_event', { delivered: 0 })];
    expect(fault([...found, ...unheard])).toBe('unknown no_event');
    expect(fault([...found, ok('handled'), look('handled_event', { delivered: 0 })])).toBe(
      'unknown no_event',
    );
    const late = [lost('handled'), no('handled_event', 'ETIMEDOUT', {}, 'look')];
    expect(fault([...found, ...late])).toBe('unknown deadline');
    expect(fault([...found, lost('handled')], { end: 'signal', signal: 'SIGKILL' })).toBe('unknown sigkill');
    // The kernel's own faults are served, so a descriptor for them is to be had: something else failed.
    expect(fault([...found, no('register', 'ENOMEM', {}, 'setup')])).toBe('unknown register_enomem');
  });

  it('is served for nobody who gets descriptors of user mode only', () => {
    const calls = [...machine, missing, beside, ok('served'), no('open_syscall', 'EPERM', {}, 'setup')];
    const ways = [
      no('device_open', 'EACCES'),
      ok('user_mode_only'),
      no('bad_flags', 'EINVAL', {}, 'control'),
      no('syscall', 'EPERM'),
    ];
    const of = without(
      having(opens(run('kvm.fault', calls, { memory: 'shmem' })), run('ways', ways)),
      'kernel_faults.device',
      'kernel_faults.syscall',
    );
    const nobody = { ...of, ranAs: { ...of.ranAs, euid: 1000, capabilities: '0x0' } };
    expect(row(nobody, 'kvm.fault.base', 'shmem')).toBe('not_permitted device_node node_mode');
  });

  it('is not where the guest found what nobody served', () => {
    expect(fault([ok('missing'), beside, ok('served')])).toBe('absent there_unserved');
    expect(fault([missing, ok('neighbour'), ok('served')])).toBe('absent neighbour_there');
    expect(fault([ok('missing'), beside, no('served', 'EFAULT')])).toBe('unknown served_is_missing');
  });

  it('is unknown where a touch says neither, or was not made', () => {
    const device = ok('missing', { exit: 6, done: 0 });
    expect(fault([device, beside, ok('served', { exit: 5, done: 1 }), ...handled])).toBe('unknown emulated');
    expect(fault([missing, beside, ok('served', { exit: 8, done: 0 })])).toBe('unknown unexpected_exit');
    expect(fault([missing, beside, no('served', 'EIO')])).toBe('unknown unexpected_eio');
    expect(fault([lost('missing')], { end: 'deadline' })).toBe('unknown deadline');
    expect(fault([no('missing', 'EINTR', { exit: 10 })])).toBe('unknown deadline');
    expect(fault([missing, no('serve', 'EIO', {}, 'setup')])).toBe('unknown serve_eio');
    expect(row(opens(), 'kvm.fault.base', 'shmem')).toBe('unknown not_run');
  });

  it('on hugetlb memory needs a page that is lent', () => {
    const served = run('kvm.fault', [...machine, missing, beside, ok('served'), ...handled], huge(M2));
    expect(row(opens(served), 'kvm.fault.huge', 'hugetlb-2M')).toBe('supported works');
    const borrows = [{ pageBytes: M2, decision: 'declined' as const }];
    expect(row({ ...opens(), borrows }, 'kvm.fault.huge', 'hugetlb-2M')).toBe('not_probed needs_borrow');
  });
});

describe('a vCPU without its memory', () => {
  const exit = (...calls: Call[]) =>
    row(opens(run('kvm.exit', [...machine, ...calls])), 'kvm.exit.memory_fault');

  it('says where by its exit, whatever capability 232 says', () => {
    const there = control('there', { exit: 5, done: 1 });
    expect(exit(no('closed', 'EFAULT', { exit: 39 }))).toBe('supported works');
    expect(exit(no('closed', 'EFAULT', { exit: 0 }), there)).toBe('absent not_annotated');
    expect(exit(no('closed', 'EFAULT', { exit: 0 }))).toBe('unknown control_failed');
    expect(exit(no('closed', 'EFAULT', { exit: 0 }), control('there', { exit: 8, done: 0 }))).toBe(
      'unknown control_failed',
    );
    expect(exit(no('closed', 'EFAULT', { exit: 17 }), there)).toBe('unknown unexpected_exit');
    expect(exit(ok('closed', { exit: 6, done: 0 }), there)).toBe('unknown emulated');
    expect(exit()).toBe('unknown not_observed');
  });
});

describe('the second stage', () => {
  const log = [
    setup('log_on'),
    pages('log_on', 512, 0),
    setup('log_on_touch', { exit: 5, done: 1 }),
    pages('split', 512, 0),
    setup('log_off'),
    pages('log_off', 0, 0),
    setup('log_off_touch'),
    pages('join', 0, 1),
  ];
  const collapsed = [control('range'), ok('collapse'), setup('collapse_touch'), pages('collapse', 0, 1)];
  const SHMEM = run('kvm.stage2', [...machine, ok('base'), pages('base', 512, 0), ...collapsed, ...log], {
    memory: 'shmem',
  });
  const HUGE = run('kvm.stage2', [...machine, ok('huge'), pages('huge', 0, 1), ...log], huge(M2));
  const shmem = (id: string, ...calls: Call[]) => row(opens(answering(SHMEM, ...calls)), id, 'shmem');
  const hugetlb = (id: string, ...calls: Call[]) => row(opens(answering(HUGE, ...calls)), id, 'hugetlb-2M');

  it('is seen by the counters of the machine', () => {
    for (const id of ['kvm.stage2.base', 'kvm.collapse.huge', 'kvm.dirty.split', 'kvm.dirty.join'])
      expect(shmem(id)).toBe('supported works');
    for (const id of ['kvm.stage2.huge', 'kvm.dirty.split', 'kvm.dirty.join'])
      expect(hugetlb(id)).toBe('supported works');
  });

  it('of another size is a no', () => {
    expect(hugetlb('kvm.stage2.huge', pages('huge', 512, 0))).toBe('absent stays_on_base_pages');
    expect(shmem('kvm.stage2.base', pages('base', 0, 1))).toBe('absent stays_huge');
    expect(shmem('kvm.collapse.huge', pages('collapse', 512, 0))).toBe('absent stays_on_base_pages');
    expect(shmem('kvm.dirty.split', pages('split', 0, 1))).toBe('absent stays_huge');
    expect(shmem('kvm.dirty.join', pages('join', 512, 0))).toBe('absent stays_on_base_pages');
    expect(shmem('kvm.dirty.split', pages('split', 511, 1))).toBe('unknown mixed_sizes');
  });

  it('of a page of 1G is counted as such, and by its look alone', () => {
    const G1 = 2 ** 30;
    const counted = look('huge_pages', { pages_4k: 0, pages_2m: 0, pages_1g: 1 });
    const large = run('kvm.stage2', [...machine, ok('huge'), counted], huge(G1));
    expect(row(opens(large), 'kvm.stage2.huge', 'hugetlb-1G')).toBe('supported works');
    const dirty = rowsOf(opens(SHMEM)).find(
      ({ id, memory }) => id === 'kvm.dirty.split' && memory === 'shmem',
    );
    // That it was huge before, and nothing of how it became so.
    expect(dirty?.evidence.map((said) => said.split(' ')[1])).toEqual([
      ...['log_on', 'log_on_pages', 'split_pages', 'collapse_pages'],
    ]);
  });

  it('is that of the memory, without the page of the code', () => {
    const withCode = (name: string, small: number, large: number): Call =>
      look(`${name}_pages`, { pages_4k: small, pages_2m: large, pages_1g: 0, code_pages: 1 });
    expect(shmem('kvm.dirty.join', withCode('join', 1, 1))).toBe('supported works');
    expect(shmem('kvm.dirty.join', withCode('join', 2, 1))).toBe('unknown mixed_sizes');
    expect(shmem('kvm.stage2.base', withCode('base', 2, 0))).toBe('supported works');
    expect(shmem('kvm.stage2.base', withCode('base', 1, 0))).toBe('unknown none_counted');
  });

  it('says nothing of a log where memory never became huge', () => {
    expect(shmem('kvm.dirty.split', pages('collapse', 512, 0))).toBe('unknown never_huge');
    expect(shmem('kvm.dirty.join', pages('collapse', 512, 0))).toBe('unknown never_huge');
    expect(shmem('kvm.dirty.join', pages('split', 0, 1))).toBe('absent stays_huge');
  });

  it('is none with shadow paging, whoever says so', () => {
    const refused = no('kvm_prefault', 'EOPNOTSUPP', {}, 'look');
    for (const id of ['kvm.stage2.base', 'kvm.collapse.huge', 'kvm.dirty.split'])
      expect(shmem(id, refused)).toBe('unknown shadow_paging');
    // Nothing is known of the modules, which says nothing of shadow paging.
    expect(row(withKvm(null, OPEN, SHMEM), 'kvm.stage2.base', 'shmem')).toBe('supported works');
    const off = withKvm({ ...DRIVER, parameters: { 'kvm_intel.ept': 'N' } }, OPEN, SHMEM);
    expect(row(off, 'kvm.stage2.base', 'shmem')).toBe('unknown shadow_paging');
  });

  it('is not known without counters, or without a touch that got there', () => {
    expect(shmem('kvm.stage2.base', no('base_pages', 'ENOTTY', {}, 'look'))).toBe('unknown no_counters');
    expect(shmem('kvm.stage2.base', pages('base', 0, 0))).toBe('unknown none_counted');
    expect(shmem('kvm.stage2.base', no('base', 'EFAULT'))).toBe('unknown served_is_missing');
    expect(shmem('kvm.stage2.base', no('base', 'EIO'))).toBe('unknown unexpected_eio');
    expect(shmem('kvm.dirty.split', no('log_on', 'EINVAL', {}, 'setup'))).toBe('unknown unexpected_einval');
    expect(shmem('kvm.dirty.split', setup('log_on_touch', { exit: 8, done: 0 }))).toBe(
      'unknown unexpected_exit',
    );
    const cut = (name: string) => opens(upTo(SHMEM, name, 'deadline'));
    expect(row(cut('kvm_vcpu'), 'kvm.stage2.base', 'shmem')).toBe('unknown deadline');
    expect(row(cut('base'), 'kvm.stage2.base', 'shmem')).toBe('unknown no_counters');
    expect(row(opens(), 'kvm.stage2.base', 'shmem')).toBe('unknown not_run');
    expect(row(cut('range'), 'kvm.collapse.huge', 'shmem')).toBe('unknown deadline');
    expect(row(cut('log_on'), 'kvm.dirty.split', 'shmem')).toBe('unknown deadline');
  });

  it('of a refused collapse is a no where the range was fine', () => {
    expect(shmem('kvm.collapse.huge', no('collapse', 'EINVAL'))).toBe('absent refused');
    expect(shmem('kvm.collapse.huge', no('collapse', 'EINVAL'), no('range', 'ENOMEM', {}, 'control'))).toBe(
      'unknown control_failed',
    );
    expect(shmem('kvm.collapse.huge', no('collapse', 'ENOMEM'))).toBe('no_resources enomem');
  });
});

describe('guest_memfd', () => {
  const create = (flags: number, call = ok(`create_${flags}`)): Call => ({ ...call, args: { flags } });
  const created = [0, 1, 2, 3].map((flags) => create(flags));
  const register = ['missing', 'wp', 'minor', 'rwp'].flatMap((mode) => [
    control(`api_${mode}`),
    control(`form_${mode}`),
    no(`register_${mode}`, 'EINVAL'),
  ]);
  const GMEM = run('gmem', [
    ...machine.slice(0, 3),
    ...created,
    no('map_plain', 'ENODEV', {}, 'setup'),
    setup('map'),
    look('map_effect', { changed: 1 }),
    ok('punch'),
    look('punch_effect', { changed: 1 }),
    look('punch_neighbour', { changed: 1 }),
    ...register,
    setup('kvm_vcpu'),
    setup('gmem_slot'),
    ok('huge'),
    pages('huge', 512, 0),
    control('range'),
    no('collapse', 'EINVAL'),
  ]);
  const gmem = (id: string, ...calls: Call[]) => row(opens(answering(GMEM, ...calls)), id);

  it('is made, mapped and punched, and known to nothing else', () => {
    for (const id of ['gmem.create', 'gmem.mmap', 'gmem.punch.base'])
      expect(gmem(id)).toBe('supported works');
    for (const id of ['missing', 'wp', 'minor', 'rwp'])
      expect(gmem(`gmem.register.${id}`)).toBe('absent refused');
    expect(gmem('gmem.collapse.huge')).toBe('absent refused');
  });

  it('is not known where it was not asked to the end, or a control is missing', () => {
    const cut = (name: string, id: string) => row(opens(upTo(GMEM, name, 'deadline')), id);
    expect(cut('kvm_vm', 'gmem.create')).toBe('unknown deadline');
    expect(cut('create_3', 'gmem.mmap')).toBe('unknown deadline');
    expect(cut('map_effect', 'gmem.register.missing')).toBe('unknown deadline');
    expect(cut('map_effect', 'gmem.collapse.huge')).toBe('unknown deadline');
    expect(gmem('gmem.create', create(0, no('create_0', 'EMFILE')))).toBe('supported works');
    const poor = run('gmem', [...machine.slice(0, 3), create(0, no('create_0', 'ENOMEM'))]);
    for (const id of ['gmem.create', 'gmem.mmap', 'gmem.punch.base'])
      expect(row(opens(poor), id)).toBe('no_resources enomem');
    expect(gmem('gmem.mmap', no('map', 'ENOMEM', {}, 'setup'))).toMatch(/^no_resources /);
    // Made for mapping (GUEST_MEMFD_FLAG_MMAP), so what refuses it is another matter.
    expect(gmem('gmem.mmap', no('map', 'EINVAL', {}, 'setup'))).toBe('unknown unexpected_einval');
    expect(gmem('gmem.register.wp', no('register_wp', 'ENOMEM'))).toMatch(/^no_resources /);
    expect(gmem('gmem.collapse.huge', no('collapse', 'ENOMEM'))).toMatch(/^no_resources /);
    expect(gmem('gmem.register.wp', no('form_wp', 'EINVAL', {}, 'control'))).toBe('unknown control_failed');
    const bare = { ...GMEM, calls: GMEM.calls.filter(({ step }) => step !== 'form_wp') };
    expect(row(opens(bare), 'gmem.register.wp')).toBe('unknown no_control');
  });

  it('has no mode that userfaultfd does not offer, where it takes the others', () => {
    const older = answering(upTo(GMEM, 'api_rwp', 'done'), no('api_rwp', 'EINVAL', {}, 'control'));
    expect(row(opens(older), 'gmem.register.rwp')).toBe('absent not_offered');
    const { calls } = older;
    const asked = (without: string) => ({ ...older, calls: calls.filter(({ step }) => step !== without) });
    expect(row(opens(asked('api_missing')), 'gmem.register.rwp')).toBe('unknown not_observed');
    expect(row(opens(asked('api_rwp')), 'gmem.register.rwp')).toBe('unknown not_observed');
    const poor = answering(older, no('api_rwp', 'ENOMEM', {}, 'control'));
    expect(row(opens(poor), 'gmem.register.rwp')).toBe('unknown not_observed');
    const none = answering(older, no('api_missing', 'EINVAL', {}, 'control'));
    expect(row(opens(none), 'gmem.register.rwp')).toBe('unknown not_observed');
  });

  it('is on base pages for the guest, by the counters of the machine', () => {
    expect(gmem('gmem.stage2.huge')).toBe('absent stays_on_base_pages');
    expect(gmem('gmem.stage2.huge', pages('huge', 0, 1))).toBe('supported works');
    expect(gmem('gmem.stage2.huge', no('huge_pages', 'ENOTTY', {}, 'look'))).toBe('unknown no_counters');
    expect(gmem('gmem.stage2.huge', no('gmem_slot', 'EINVAL', {}, 'setup'))).toBe(
      'unknown unexpected_einval',
    );
    expect(row(opens(upTo(GMEM, 'kvm_vcpu', 'deadline')), 'gmem.stage2.huge')).toBe('unknown deadline');
  });

  it('may be taken one day, which nobody saw the effect of yet', () => {
    expect(gmem('gmem.register.wp', ok('register_wp'))).toBe('advertised accepted_not_observed');
    expect(gmem('gmem.collapse.huge', ok('collapse'))).toBe('advertised accepted_not_observed');
  });

  const unknown = [0, 1, 2, 3].map((flags) => create(flags, no(`create_${flags}`, 'ENOTTY')));
  const before = run('gmem', [...machine.slice(0, 3), ...unknown]);

  it('is not there where the call is not, and the machine says so itself', () => {
    const open = run('kvm.open', [...opened, capability('cap_guest_memfd', 0)]);
    const of = withKvm(DRIVER, open, before);
    expect(row(of, 'gmem.create')).toBe('absent refused');
    for (const id of ['mmap', 'punch.base', 'register.wp', 'collapse.huge'])
      expect(row(of, `gmem.${id}`)).toBe('absent no_guest_memfd');
    expect(row(opens(before), 'gmem.create')).toBe('unknown offered_and_refused');
    expect(row(withKvm(DRIVER, run('kvm.open', opened), before), 'gmem.create')).toBe('unknown no_control');
  });

  it('without flags can not be mapped, and what needs that is not there either', () => {
    const plain = run('gmem', [
      ...machine.slice(0, 3),
      create(0),
      ...[1, 2, 3].map((flags) => create(flags, no(`create_${flags}`, 'EINVAL'))),
      no('map_plain', 'ENODEV', {}, 'setup'),
      ok('punch'),
    ]);
    expect(row(opens(plain), 'gmem.mmap')).toBe('absent refused');
    expect(row(opens(plain), 'gmem.punch.base')).toBe('advertised accepted_not_observed');
    expect(row(opens(plain), 'gmem.register.minor')).toBe('absent not_mappable');
    // With flags it was not to be had just now.
    const short = answering(plain, create(3, no('create_3', 'ENOMEM')));
    expect(row(opens(short), 'gmem.mmap')).toMatch(/^(?:unknown|no_resources) /);
  });

  it('with a flag that nobody names is made, and what it means is unknown', () => {
    const [found] = rowsOf(opens(answering(GMEM, create(0x14)))).filter(({ id }) => id === 'gmem.create');
    // GUEST_MEMFD_FLAG_MMAP and _INIT_SHARED have names (include/uapi/linux/kvm.h), alone and together.
    expect(found?.evidence.filter((line) => line.startsWith('setting '))).toEqual([
      'setting guest_memfd_flag_0x14=accepted_meaning_unknown',
    ]);
  });

  it('that takes more than was known is advertised', () => {
    expect(gmem('gmem.register.minor', ok('register_minor'))).toBe('advertised accepted_not_observed');
    expect(gmem('gmem.collapse.huge', ok('collapse'))).toBe('advertised accepted_not_observed');
  });

  it('is a no on controls alone', () => {
    expect(gmem('gmem.register.wp', no('form_wp', 'EINVAL', {}, 'control'))).toBe('unknown control_failed');
    expect(gmem('gmem.punch.base', look('punch_neighbour', { changed: 0 }))).toBe('unknown neighbour_lost');
    expect(gmem('gmem.punch.base', no('punch', 'EIO'))).toBe('unknown unexpected_eio');
    const nothing = [look('punch_effect', { changed: 0 }), look('punch_neighbour', { changed: 0 })];
    expect(gmem('gmem.punch.base', ...nothing)).toBe('absent no_effect');
    const unasked = { ...GMEM, calls: GMEM.calls.filter(({ step }) => step !== 'punch_neighbour') };
    expect(row(opens(unasked), 'gmem.punch.base')).toBe('supported works');
    const alone = without(opens(GMEM), 'collapse');
    expect(row(alone, 'gmem.collapse.huge')).toBe('unknown no_control');
    const older = run('collapse', [control('range'), no('huge', 'EINVAL')], { memory: 'anonymous' });
    expect(row(having(alone, older), 'gmem.collapse.huge')).toBe('unknown no_control');
    expect(row(opens(upTo(GMEM, 'create_3', 'deadline')), 'gmem.mmap')).toBe('unknown deadline');
  });
});
