/** What each consumer should answer by its profile, beside what it answered. */

const open = ({ state }) => state === 'ready' || state === 'restricted';
const without = (expr) => (profile) => open(profile) && !profile.missing.includes(expr);

/**
 * By the question: the profile, and whether the consumer should say yes for such a verdict. QEMU before 8.0 is a
 * restriction of its profiles, named by the requirement that it stands behind.
 */
const QUESTIONS = {
  'qemu-7.2 postcopy-ram': ['qemu-postcopy', without('open.syscall')],
  'qemu-7.2 background-snapshot': ['qemu-background-snapshot', without('open.syscall')],
  'qemu-10 postcopy-ram': ['qemu-postcopy', open],
  'qemu-10 background-snapshot': ['qemu-background-snapshot', open],
  'criu uffd': ['criu-lazy-pages', open],
  'criu uffd-noncoop': ['criu-lazy-pages-noncoop', open],
};

/** Where a consumer answers otherwise, and why; docs/profiles.md says the same. */
const DIFFERENCES = [
  {
    consumer: 'criu uffd',
    settings: /^nobody(, sysctl 1| with CAP_SYS_PTRACE)$/,
    why: 'CRIU 3.17 does not start without CAP_SYS_ADMIN',
  },
  {
    consumer: 'criu uffd-noncoop',
    settings: /^nobody with CAP_SYS_PTRACE$/,
    why: 'CRIU 3.17 does not start without CAP_SYS_ADMIN',
  },
  {
    consumer: 'criu uffd-noncoop',
    settings: /^root without CAP_SYS_PTRACE, sysctl 1$/,
    why: 'CRIU looks at what UFFDIO_API offers, and does not ask for EVENT_FORK',
  },
];

export function compare({ setting, probe, require, answers }) {
  const { profiles } = JSON.parse(probe.stdout);
  const cells = Object.entries(QUESTIONS).map(([consumer, [profile, expects]]) => {
    const { yes, answered, said } = answers[consumer];
    const expected = expects(profiles[profile]);
    const known = DIFFERENCES.find((one) => one.consumer === consumer && one.settings.test(setting));
    const verdict = `${profile} ${profiles[profile].state}`;
    const cell = { consumer, yes, said, verdict, known: known?.why ?? null, wrong: null };
    if (!answered) return { ...cell, wrong: `no answer: ${said}` };
    const gate = require[profile];
    if (gate && gate.status !== (open(profiles[profile]) ? 0 : 1))
      return { ...cell, wrong: `require ended with ${gate.status}: ${gate.stdout}${gate.stderr}` };
    if ((yes === expected) === (known === undefined)) return cell;
    return {
      ...cell,
      wrong: known ? `agrees, though a difference is documented` : `${verdict}, but: ${said || 'yes'}`,
    };
  });
  return { setting, cells };
}

export function markdown(rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const head = ['setting', ...Object.keys(QUESTIONS)];
  const body = rows.map(({ setting, cells }) => [
    setting,
    ...cells.map((cell) => `${cell.yes ? 'yes' : 'no'}${mark(cell)}`),
  ]);
  return [line(head), line(head.map(() => '---')), ...body.map(line)].join('\n');
}

function mark({ wrong, known }) {
  if (wrong) return ' (WRONG)';
  return known ? ' (documented difference)' : '';
}
