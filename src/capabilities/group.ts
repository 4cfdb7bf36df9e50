/** Rows that stand together. A family may declare a group of its own beside its rows. */
export interface Group {
  /** Over them in the table; groups may share it. */
  heading: string;
  /** Over their texts in docs/capabilities.md; groups may share it. */
  section: string;
  /** Their one state in Prometheus; groups may share it. */
  series: string;
}

export const HGM_GROUP: Group = {
  heading: 'High-granularity mapping',
  section: 'High-granularity mapping',
  series: 'hgm',
};

export const WAYS_IN: Group = { heading: 'Ways in', section: 'Ways in', series: 'userfaultfd' };

export const KERNEL_FAULTS: Group = { ...WAYS_IN, series: 'kernel_faults' };

export const FEATURE_GROUP: Group = {
  heading: 'Features',
  section: 'Features of UFFDIO_API',
  series: 'features',
};

export const THP_GROUP: Group = {
  heading: 'Guests on transparent huge pages',
  section: 'Guests on transparent huge pages',
  series: 'thp',
};

export const PRIVATE_GROUP: Group = {
  heading: 'Private mappings of files',
  section: 'Private mappings of files',
  series: 'operations_base',
};

export const TRACKING_GROUP: Group = {
  heading: 'Tracking what was touched',
  section: 'Tracking what was touched',
  series: 'tracking',
};

export const KVM_GROUP: Group = { heading: 'Through KVM', section: 'Through KVM', series: 'kvm' };

export const REGISTERING: Group = {
  heading: 'Registering memory',
  section: 'Registering memory',
  series: 'register',
};
