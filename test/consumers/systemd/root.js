/** A guest whose first process is Debian's systemd, with the units of docs/require.md and those of the packages. */
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../../../scripts/lib/paths.js';
import { LIBRARY_SUITE } from '../../kernels/kernels.js';
import { Suite } from '../../kernels/lib/apt.js';
import { buildInitramfs } from '../../kernels/lib/initramfs.js';
import { unpackDeb } from '../../kernels/lib/unpack.js';
import { closure } from '../lib/programs.js';

const GUEST = fileURLToPath(new URL('guest', import.meta.url));
const DOCS = join(ROOT, 'docs', 'require.md');

const INIT = `#!/bin/busybox sh
/bin/busybox mount -t proc proc /proc
/bin/busybox mount -t sysfs sysfs /sys
/bin/busybox mount -t devtmpfs devtmpfs /dev
/bin/busybox dmesg -n 2
exec /usr/lib/systemd/systemd --unit=examples.service --show-status=false --log-target=null
`;

const EXAMPLES = `[Unit]
DefaultDependencies=no

[Service]
Type=oneshot
StandardOutput=tty
TTYPath=/dev/console
ExecStart=/bin/node /guest/main.js
`;

/** Units as they stand in the documentation. */
export const units = () =>
  [...readFileSync(DOCS, 'utf8').matchAll(/^```ini\n(.*?)^```/gms)].map(([, text]) => text);

/** Path of the archive; the caller removes it. `reports` are documents by the name of a file. */
export const systemdInitramfs = (reports) =>
  buildInitramfs('amd64', (root) => {
    const suite = new Suite(LIBRARY_SUITE, 'amd64');
    for (const deb of suite.show(closure(suite, ['systemd'])))
      cpSync(unpackDeb(suite.fetch(deb)), root, { recursive: true, force: false, verbatimSymlinks: true });
    rmSync(join(root, 'guest'), { recursive: true });
    cpSync(GUEST, join(root, 'guest'), { recursive: true });
    const script = (path, text) => {
      rmSync(join(root, path), { force: true });
      writeFileSync(join(root, path), text);
      chmodSync(join(root, path), 0o755);
    };
    script('init', INIT);
    symlinkSync('busybox', join(root, 'bin', 'sh'));
    mkdirSync(join(root, 'run'), { recursive: true });
    mkdirSync(join(root, 'guest', 'reports'));
    for (const [name, text] of Object.entries(reports))
      writeFileSync(join(root, 'guest', 'reports', name), text);
    // `require` of the examples asks the reports; `publish` of the packaged units asks this kernel.
    const tool = 'exec /bin/node /tool/bin/hgm-probe.cjs "$@"';
    script(
      'usr/bin/hgm-probe',
      `#!/bin/sh\n[ "$1" = publish ] && ${tool}\n${tool} --from /run/report.json --allow-expired\n`,
    );
    script('usr/bin/restore-services', '#!/bin/sh\n: >/run/started\n');
    const system = join(root, 'etc', 'systemd', 'system');
    mkdirSync(system, { recursive: true });
    cpSync(join(ROOT, 'packaging', 'systemd'), system, { recursive: true });
    writeFileSync(join(root, 'etc', 'passwd'), 'root:x:0:0::/:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n');
    writeFileSync(join(root, 'etc', 'group'), 'root:x:0:\nnogroup:x:65534:\n');
    writeFileSync(join(system, 'examples.service'), EXAMPLES);
    // Else it takes this for the first boot of a new machine, and asks.
    writeFileSync(join(root, 'etc', 'machine-id'), `${'0'.repeat(31)}1\n`);
    // The targets that services wait for are for a machine with disks and a network.
    for (const name of ['sysinit', 'basic', 'shutdown'])
      writeFileSync(join(system, `${name}.target`), '[Unit]\nDefaultDependencies=no\n');
    for (const [index, unit] of units().entries())
      writeFileSync(join(system, `example-${index}.service`), unit);
  });
