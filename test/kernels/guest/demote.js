/** What the tool says of free pages of 1G, and what comes of it. */
const { spawnSync } = require('node:child_process');
const { existsSync, readFileSync, readdirSync, writeFileSync } = require('node:fs');

const POOLS = '/sys/kernel/mm/hugepages';
const FOLDER = `${POOLS}/hugepages-1048576kB`;
/** As the table has it (src/reporters/table/resources.ts). */
const DEMOTE = `echo 1 > ${FOLDER}/demote`;

const pages = (name) => `${POOLS}/${name}/nr_hugepages`;
const total = (name) => Number(readFileSync(pages(name), 'utf8'));

/** How many pages there are more of each size, in KiB: `1048576 -1, 2048 512`; or why there are not. */
function demoteOne() {
  if (!existsSync(`${FOLDER}/demote`)) return 'no file';
  const names = readdirSync(POOLS);
  const before = new Map(names.map((name) => [name, total(name)]));
  const { stderr } = spawnSync('/bin/busybox', ['sh', '-c', DEMOTE], { encoding: 'utf8' });
  const moved = names
    .map((name) => ({ name, kib: /\d+/.exec(name)[0], pages: total(name) - before.get(name) }))
    .filter((each) => each.pages !== 0);
  // The cases after this one begin with pools of their own.
  for (const { name, pages: more } of moved)
    if (more > 0) writeFileSync(pages(name), String(before.get(name)));
  const words = moved.map((each) => `${each.kib} ${each.pages}`);
  return stderr + words.sort().join(', ');
}

module.exports = { DEMOTE, demoteOne };
