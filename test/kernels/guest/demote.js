/** What the tool says of free pages of 1G, and what comes of it. */
const { spawnSync } = require('node:child_process');
const { existsSync, readFileSync, readdirSync } = require('node:fs');

const POOLS = '/sys/kernel/mm/hugepages';
const FOLDER = `${POOLS}/hugepages-1048576kB`;
/** As the table has it (src/reporters/table/resources.ts). */
const DEMOTE = `echo 1 > ${FOLDER}/demote`;

const total = (name) => Number(readFileSync(`${POOLS}/${name}/nr_hugepages`, 'utf8'));

/** How many pages there are more of each size, in KiB: `1048576 -1, 2048 512`; or why there are not. */
function demoteOne() {
  if (!existsSync(`${FOLDER}/demote`)) return 'no file';
  const names = readdirSync(POOLS);
  const before = new Map(names.map((name) => [name, total(name)]));
  const { stderr } = spawnSync('/bin/busybox', ['sh', '-c', DEMOTE], { encoding: 'utf8' });
  const moved = names
    .map((name) => [/\d+/.exec(name)[0], total(name) - before.get(name)])
    .filter(([, pages]) => pages !== 0);
  return (
    stderr +
    moved
      .map((each) => each.join(' '))
      .sort()
      .join(', ')
  );
}

module.exports = { DEMOTE, demoteOne };
