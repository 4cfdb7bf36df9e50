/** Written by npm run schema from schema/report.schema.json. */

export interface HgmProbeReport {
  $schema: 'urn:hgm-probe:report:1';
  schemaVersion: string;
  tool: {
    name: 'hgm-probe';
    version: string;
  };
  host: {
    id: string | null;
    name: string;
    arch: string;
    basePageBytes: number;
    bootId: string | null;
    kernelRelease: string;
    kernelBuild: string;
    cpuModel: string | null;
  };
  ranAs: {
    user: string | null;
    euid: number;
    egid: number;
    groups: number[] | null;
    capabilities: string | null;
    initialUserNamespace: boolean | null;
    noNewPrivs: boolean | null;
    seccompMode: number | null;
    lsmLabel: string | null;
    takenOn: {
      how: 'as' | 'like_pid';
      pid: number | null;
    } | null;
    notTakenOver: {
      layer:
        | 'seccomp'
        | 'lsm'
        | 'landlock'
        | 'device_cgroup'
        | 'hugetlb_cgroup'
        | 'cpuset'
        | 'memory_policy'
        | 'rlimits'
        | 'no_new_privs';
      detail: string;
      matters: boolean;
    }[];
  };
  collectedAt: string;
  expiresAt: string;
  hgm: {
    state:
      | 'supported'
      | 'advertised'
      | 'absent'
      | 'limited'
      | 'not_permitted'
      | 'no_resources'
      | 'not_applicable'
      | 'not_probed'
      | 'unknown';
    granuleBytes: number | null;
    dialect: ('rfc-v1' | 'rfc-v2' | 'madv-split') | null;
    proof: ('mapped' | 'accepted') | null;
    reason: string;
    granules: {
      hugePageBytes: number;
      granuleBytes: number;
      proof: 'mapped' | 'accepted';
    }[];
  };
  serving?: {
    [k: string]: string;
  };
  profiles: {
    [k: string]: {
      state: 'ready' | 'restricted' | 'not_ready' | 'unknown';
      reason: string;
      who: ('caller' | 'os_configuration' | 'kernel_build') | null;
      missing?: string[];
    };
  };
  users?: {
    name: string;
    uid: number;
    profiles: {
      [k: string]: {
        state: 'ready' | 'restricted' | 'not_ready' | 'unknown';
        reason?: string;
        who?: ('caller' | 'os_configuration' | 'kernel_build') | null;
      };
    };
  }[];
  matrix: {
    [k: string]: {
      [k: string]: string;
    };
  };
  latency: {
    [k: string]: {
      n: number;
      p50Ns: number | null;
      p99Ns: number | null;
      firstNs: number | null;
      flags?: string[];
    };
  };
  userfaultfd: {
    features: string | null;
    featureNames?: string[];
    unnamedBits: number[];
    ioctls: string | null;
    ioctlNames?: string[];
    unnamedModes?: number[];
    unnamedIoctls?: number[];
  };
  clock: {
    source: string;
    grainNs: number | null;
    pairNs: number | null;
    ioctlNs: number | null;
  };
  pools: {
    pageBytes: number;
    total: number | null;
    free: number | null;
    reserved: number | null;
    surplus: number | null;
    overcommit: number | null;
    obtainable?: {
      pages: number | null;
      makeable: number;
      certain: boolean;
      nodes?: number[];
      limit?: {
        name: string;
        detail: string;
      };
    };
    demoteBytes?: number;
    nodes?: {
      node: number;
      total: number | null;
      free: number | null;
      surplus: number | null;
    }[];
  }[];
  settings: {
    unprivilegedUserfaultfd: number | null;
    thp: string | null;
    shmemThp: string | null;
    hugetlbOptimizeVmemmap: number | null;
    bootParameters?: string[] | null;
    faultSizes?: {
      anonymous: {
        anyhow: number[];
        advised: number[];
      };
      shmem: {
        anyhow: number[];
        advised: number[];
      };
    } | null;
  };
  ledger: {
    pageBytes: number;
    borrowed: number;
    reason: string;
    detail?: string;
    freeBefore: number | null;
    freeAfter: number | null;
    reservedBefore: number | null;
    reservedAfter: number | null;
    totalBefore: number | null;
    totalAfter: number | null;
  }[];
  ways?: {
    id: string;
    faultBytes: number;
    state:
      | 'supported'
      | 'advertised'
      | 'absent'
      | 'limited'
      | 'not_permitted'
      | 'no_resources'
      | 'not_applicable'
      | 'not_probed'
      | 'unknown';
    reason: string;
    stallNs: number | null;
    stallIs?: 'at_least' | 'in_doubt';
    regain: {
      bytes: number | null;
      state:
        | 'supported'
        | 'advertised'
        | 'absent'
        | 'limited'
        | 'not_permitted'
        | 'no_resources'
        | 'not_applicable'
        | 'not_probed'
        | 'unknown';
      nsPerGiB: number | null;
      doubt?: 'few_samples' | 'below_grain' | 'busy';
    } | null;
    aliasWrites?: 'isolated' | 'exposed' | 'exposed_if_advised' | 'unknown';
    parts: {
      part: 'link' | 'copy' | 'continue' | 'fault';
      ns: number | null;
      basis: 'measured' | 'assumed' | 'missing';
      from: string;
      doubt?: 'few_samples' | 'below_grain' | 'busy';
    }[];
    rests: {
      id: string;
      memory: string | null;
      state:
        | 'supported'
        | 'advertised'
        | 'absent'
        | 'limited'
        | 'not_permitted'
        | 'no_resources'
        | 'not_applicable'
        | 'not_probed'
        | 'unknown';
      reason: string;
    }[];
    throughKvm?: {
      shown: boolean;
      why: {
        id: string;
        memory: string | null;
        state:
          | 'supported'
          | 'advertised'
          | 'absent'
          | 'limited'
          | 'not_permitted'
          | 'no_resources'
          | 'not_applicable'
          | 'not_probed'
          | 'unknown';
        reason: string;
      } | null;
    };
  }[];
  capabilities?: {
    id: string;
    memory: string | null;
    state:
      | 'supported'
      | 'advertised'
      | 'absent'
      | 'limited'
      | 'not_permitted'
      | 'no_resources'
      | 'not_applicable'
      | 'not_probed'
      | 'unknown';
    reason: string;
    gate?: 'sysctl' | 'capability' | 'device_node' | 'seccomp' | 'lsm' | 'unknown';
    since: string | null;
    action: {
      who: 'caller' | 'os_configuration' | 'kernel_build';
      hint: string;
      commands?: {
        command: string;
        opens: string;
      }[];
      commandsAll?: true;
    } | null;
    evidence: string[];
  }[];
  timings?: {
    id: string;
    memory: string | null;
    granuleBytes: number | null;
    units: number;
    threads: number;
    baseline: boolean;
    n: number;
    minNs: number | null;
    p50Ns: number | null;
    p90Ns: number | null;
    p99Ns: number | null;
    p999Ns: number | null;
    maxNs: number | null;
    firstNs: number | null;
    meanNs: number | null;
    batchedNs: number | null;
    perUnitNs?: number | null;
    flags: string[];
    distribution?: {
      ns: number[];
      counts: number[];
    };
    run?: {
      cpu: number | null;
      node: number | null;
      interrupts: number | null;
      migrations: number | null;
      voluntarySwitches: number | null;
      involuntarySwitches: number | null;
      minorFaults: number | null;
    };
  }[];
  untimed?: {
    id: string;
    memory: string | null;
    reason: string;
  }[];
  stalls?: {
    hugePageBytes: number;
    linkGbps: number;
    whole: {
      bytes: number;
      parts: {
        part: 'link' | 'copy' | 'continue' | 'fault';
        ns: number | null;
        basis: 'measured' | 'assumed' | 'missing';
        from: string;
        doubt?: 'few_samples' | 'below_grain' | 'busy';
      }[];
      totalNs: number;
      lowerBound: boolean;
    };
    granular: {
      bytes: number;
      parts: {
        part: 'link' | 'copy' | 'continue' | 'fault';
        ns: number | null;
        basis: 'measured' | 'assumed' | 'missing';
        from: string;
        doubt?: 'few_samples' | 'below_grain' | 'busy';
      }[];
      totalNs: number;
      lowerBound: boolean;
    };
    firstGranuleNs: number | null;
    ratio: number | null;
  }[];
  caller?: {
    ranAs: {
      user: string | null;
      euid: number;
      egid: number;
      groups: number[] | null;
      capabilities: string | null;
      initialUserNamespace: boolean | null;
      noNewPrivs: boolean | null;
      seccompMode: number | null;
      lsmLabel: string | null;
    };
    differences: {
      id: string;
      memory: string | null;
      state:
        | 'supported'
        | 'advertised'
        | 'absent'
        | 'limited'
        | 'not_permitted'
        | 'no_resources'
        | 'not_applicable'
        | 'not_probed'
        | 'unknown';
      reason: string;
      gate?: 'sysctl' | 'capability' | 'device_node' | 'seccomp' | 'lsm' | 'unknown';
    }[];
  } | null;
  bench?: {
    complete: boolean;
    samples: number;
    durationMs: number | null;
    cpu: number | null;
    sizes: number[];
    linkGbps: number;
  } | null;
  witnesses?: {
    id: string;
    says: 'on' | 'patched' | 'off' | 'nothing';
    detail: string;
    agrees: boolean | null;
  }[];
}
