/**
 * Runs inside the guest, as a service of systemd: starts each unit of docs/require.md on each report, and tells what
 * became of it; then the packaged services, and what they leave in /run. Knows nothing of what should come out.
 */
const { execFileSync, spawnSync } = require('node:child_process');
const { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, statSync } = require('node:fs');
const { gzipSync } = require('node:zlib');

const REPORTS = '/guest/reports';
const STARTED = '/run/started';

const systemctl = (...args) => spawnSync('/usr/bin/systemctl', args, { encoding: 'utf8' });

function tell(result) {
  const packed = gzipSync(JSON.stringify(result)).toString('base64');
  process.stdout.write(`\n<<<result\n${packed.replace(/.{1,512}/g, '$&\n')}>>>\n`);
}

const read = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : null);

const units = readdirSync('/etc/systemd/system').filter((name) => name.startsWith('example-'));
for (const unit of units.sort()) {
  for (const report of [...readdirSync(REPORTS), null]) {
    rmSync('/run/report.json', { force: true });
    rmSync(STARTED, { force: true });
    if (report !== null) copyFileSync(`${REPORTS}/${report}`, '/run/report.json');
    const { stderr } = systemctl('start', unit);
    const { stdout } = systemctl('show', unit, '--property=Result,ActiveState');
    tell({ unit, report, started: existsSync(STARTED), shown: stdout.trim().split('\n'), stderr });
    systemctl('reset-failed', unit);
  }
}
for (const unit of ['hgm-probe.service', 'hgm-probe-as@nobody.service']) {
  const { stderr } = systemctl('start', unit);
  const { stdout } = systemctl('show', unit, '--property=Result,ActiveState');
  tell({ unit, shown: stdout.trim().split('\n'), stderr });
}
for (const path of ['/run/hgm-probe/report.json', '/run/hgm-probe/as/nobody.json']) {
  const folder = path.replace(/\/[^/]*$/, '');
  const beside = existsSync(folder) ? readdirSync(folder) : [];
  const mode = existsSync(path) ? statSync(path).mode & 0o777 : null;
  tell({
    path,
    mode,
    folderMode: beside.length > 0 ? statSync(folder).mode & 0o777 : null,
    beside,
    text: read(path),
  });
}
execFileSync('/bin/busybox', ['sync']);
spawnSync('/bin/busybox', ['poweroff', '-f']);
