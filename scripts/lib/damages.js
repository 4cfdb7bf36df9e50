/** One damage each: what is done to a good document, and the field that a validator has to name. */
export const DAMAGES = {
  'another-major-version': {
    path: 'schemaVersion',
    damage: (document) => {
      document.schemaVersion = '2.0';
    },
  },
  'another-schema': {
    path: '$schema',
    damage: (document) => {
      document.$schema = 'urn:hgm-probe:report:2';
    },
  },
  'text-for-a-map': {
    path: 'matrix.hgm',
    damage: (document) => {
      document.matrix.hgm = 'absent';
    },
  },
  'details-that-are-no-list': {
    path: 'capabilities',
    damage: (document) => {
      document.capabilities = {};
    },
  },
  'half-a-page': {
    path: 'pools.0.free',
    damage: (document) => {
      document.pools[0].free = 0.5;
    },
  },
  'mask-as-a-number': {
    path: 'userfaultfd.features',
    damage: (document) => {
      document.userfaultfd.features = 0x1ffff;
    },
  },
  'negative-latency': {
    path: 'latency.continue.base:shmem.p50Ns',
    damage: (document) => {
      document.latency['continue.base:shmem'] = { n: 10, p50Ns: -1, p99Ns: null, firstNs: null };
    },
  },
  'no-host-name': {
    path: 'host.name',
    damage: (document) => {
      delete document.host.name;
    },
  },
  'no-verdict': {
    path: 'hgm',
    damage: (document) => {
      delete document.hgm;
    },
  },
  'readiness-that-is-none': {
    path: 'profiles.qemu-postcopy.state',
    damage: (document) => {
      document.profiles = { 'qemu-postcopy': { state: 'nearly', reason: 'all works', who: null } };
    },
  },
  'not-taken-over-and-no-layer': {
    path: 'ranAs.notTakenOver.0.layer',
    damage: (document) => {
      document.ranAs.notTakenOver = [{ layer: 'cgroup', detail: 'process 1: /', matters: false }];
    },
  },
  'state-that-is-none': {
    path: 'hgm.state',
    damage: (document) => {
      document.hgm.state = 'maybe';
    },
  },
  'state-that-is-none-in-the-matrix': {
    path: 'matrix.hgm.hugetlb-2M',
    damage: (document) => {
      document.matrix.hgm['hugetlb-2M'] = 'maybe';
    },
  },
  'time-that-is-none': {
    path: 'collectedAt',
    damage: (document) => {
      document.collectedAt = 'yesterday';
    },
  },
  'unknown-dialect': {
    path: 'hgm.dialect',
    damage: (document) => {
      document.hgm.dialect = 'rfc-v9';
    },
  },
};
