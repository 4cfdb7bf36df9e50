/**
 * Runs inside the guest, as a service of systemd: starts each unit of docs/require.md on each report, and tells what
 * became of it. Knows nothing of what should come out.
 */
const { execFileSync, spawnSync } = require('node:child_process');
const { copyFileSync, existsSync, readdirSync, rmSync } = require('node:fs');
const { gzipSync } = require('node:zlib');

const REPORTS = '/guest/reports';
const STARTED = '/run/started';

const systemctl = (...args) => spawnSync('/usr/bin/systemctl', args, { encoding: 'utf8' });

function tell(result) {
  const packed = gzipSync(JSON.stringify(result)).toString('base64');
  process.stdout.write(`\n<<<result\n${packed.replace(/.{1,512}/g, '$&\n')}>>>\n`);
}

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
execFileSync('/bin/busybox', ['sync']);
spawnSync('/bin/busybox', ['poweroff', '-f']);
