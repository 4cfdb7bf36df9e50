import { KERNEL_FAULTS, WAYS_IN } from '../../capabilities/group.js';
import { EXIT } from '../../ground/exit.js';
import { Fault } from '../../ground/fault.js';
import type { Report } from '../../report/contract.js';
import { groupStates } from '../../report/groups.js';
import { readiness } from '../../report/ranks.js';
import type { Reporter } from '../reporter.js';
import { message } from '../text.js';

/** Nova lets a file name traits of this beginning only, and nova-compute does not start with one that is none. */
const PREFIX = 'CUSTOM_HGM_PROBE_';
/** `providerTraits` of SCHEMA_V1 in nova/compute/provider_config.py. */
const TRAIT = /^[A-Z0-9_]{1,255}$/;

/**
 * A file for nova-compute's provider_config_location, schema 1.0: traits of the compute node. JSON, which is YAML. Only
 * what stays as it is while guests come and go: nothing of free pages, so a profile that is restricted, as it is for want
 * of them, counts as one that is ready. The file has no time either, and is the same from every run.
 *
 * @throws Fault (65) where a profile's name makes no trait, or two make the same: a trait that was left out would be
 * read as a host that is not ready
 */
export const nova: Reporter = (report) => {
  const additional = traits(report);
  const provider = { identification: { uuid: '$COMPUTE_NODE' }, traits: { additional } };
  return `${JSON.stringify({ meta: { schema_version: '1.0' }, providers: [provider] }, null, 2)}\n`;
};

function traits(report: Report): string[] {
  const states = groupStates(report);
  const { state, granuleBytes } = report.hgm;
  const profiles = readiness(report).filter(([, ready]) => ready === 'ready' || ready === 'restricted');
  const names = [
    ...(state === 'supported' ? ['HGM'] : []),
    ...(state === 'supported' && granuleBytes !== null ? [`HGM_GRANULE_${granuleBytes}`] : []),
    ...(states.get(WAYS_IN) === 'supported' ? ['USERFAULTFD'] : []),
    ...(states.get(KERNEL_FAULTS) === 'supported' ? ['KERNEL_FAULTS'] : []),
    ...profiles.map(([name]) => `PROFILE_${name}`),
  ];
  return names.map((name, index) => {
    const trait = traitOf(name);
    if (TRAIT.test(trait) && names.findIndex((other) => traitOf(other) === trait) === index) return trait;
    throw new Fault(
      EXIT.data,
      `no file for Nova: ${message(name)} makes no trait of its own; give it another name`,
    );
  });
}

const traitOf = (name: string): string => PREFIX + name.toUpperCase().replace(/[-. ]/g, '_');
