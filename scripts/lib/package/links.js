/** Links of the pages in a package that lead nowhere inside it. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { filesBelow } from '../files.js';

/** What a checkout has and the package leaves out, with the reason. */
const CHECKOUT_ALONE = {
  'CONTRIBUTING.md': 'for who changes the sources, which are not there either',
  'schema/fixtures': 'documents to try a reader on, which take more room than the tool',
  'docs/capabilities.md': 'hgm-probe explain --all prints the same',
  'docs/engines.md': 'SQL for whoever reads what a fleet exported, which no host does',
  'docs/install.md': 'who has the package has chosen already',
  'docs/kernels.md': 'what the tests asked, which no host needs',
  'docs/kubernetes.md': 'of the image and its manifests, which are not the package',
  'docs/table.md': 'hgm-probe explain says of each row and word what the page says of all',
  'packaging/grafana/hgm-probe.json': 'for the machine that has Grafana',
  'packaging/prometheus/hgm-probe.rules.yml': 'for the machine that has Prometheus',
  'docs/programs.md': 'the declarations of the package say the same',
  'docs/report.md': 'hgm-probe-report(5) says the same',
  'docs/stacks.md': 'for who sets up OpenStack, Proxmox or libvirt, not for the host',
  'docs/start.md': 'how the tool is made, which no host needs',
};

/** `PAGE: LINK` of each link to a file that is not below `folder`, where nothing above gives a reason. */
export const danglingLinks = (folder) =>
  filesBelow(folder, /\.md$/).flatMap((page) => {
    const links = [...readFileSync(page, 'utf8').matchAll(/\]\((?![a-z]+:|#)([^)#]+)/g)].map(([, to]) => to);
    return links
      .map((link) => [link, join(dirname(page), link)])
      .filter(([, path]) => !existsSync(path) && !(relative(folder, path) in CHECKOUT_ALONE))
      .map(([link]) => `${relative(folder, page)}: ${link}`);
  });
