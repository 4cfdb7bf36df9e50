import { inventoryOf } from '../../report/inventory.js';
import type { Reporter } from '../reporter.js';

/**
 * Ansible's local facts: static JSON as NAME.fact in facts.d gives `ansible_local.NAME`. The file must not be
 * executable, or Ansible runs it (ansible.module_utils.facts.system.local).
 */
export const ansible: Reporter = (report) => `${JSON.stringify(inventoryOf(report), null, 2)}\n`;

/** Facter's external facts: every key at the top of NAME.json in facts.d is a fact of that name. */
export const facter: Reporter = (report) =>
  `${JSON.stringify({ hgm_probe: inventoryOf(report) }, null, 2)}\n`;
