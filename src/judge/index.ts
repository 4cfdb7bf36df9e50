import type { Observations } from '../observe/observations.js';
import type { Report } from '../report/contract.js';
import { SCHEMA_ID, SCHEMA_VERSION } from '../report/version.js';
import { createContext } from './context.js';
import { doubtUnproven, judgeSize } from './hgm.js';
import { judgeOverall } from './hgm-overall.js';
import { judgeLedger, poolEntry } from './ledger.js';
import { judgeRows } from './rows.js';
import { judgeClock, judgeTimings } from './timings.js';
import { judgeUserfaultfd } from './userfaultfd.js';
import { judgeWitnesses } from './witnesses.js';

const DAY_MS = 24 * 60 * 60 * 1000;

/** The report of a run: observations in, verdicts out, nothing else looked at. Keys are in the contract's order. */
export function judge(observations: Observations): Report {
  const context = createContext(observations);
  const sizes = doubtUnproven(context.hugeColumns.map((column) => judgeSize(context, column)));
  const hgm = judgeOverall(context, sizes);
  const { timings, untimed } = judgeTimings(context, sizes);
  const { host, ranAs, settings, collectedAt } = observations;
  return {
    $schema: SCHEMA_ID,
    schemaVersion: SCHEMA_VERSION,
    tool: { name: 'hgm-probe', version: observations.toolVersion },
    host: {
      id: host.id,
      name: host.name,
      arch: host.arch,
      basePageBytes: host.basePageBytes,
      bootId: host.bootId,
      kernelRelease: host.kernelRelease,
      kernelBuild: host.kernelBuild,
      cpuModel: host.cpuModel,
    },
    ranAs: {
      euid: ranAs.euid,
      egid: ranAs.egid,
      capabilities: ranAs.capabilities,
      initialUserNamespace: ranAs.initialUserNamespace,
      noNewPrivs: ranAs.noNewPrivs,
      seccompMode: ranAs.seccompMode,
      lsmLabel: ranAs.lsmLabel,
    },
    collectedAt,
    expiresAt: new Date(Date.parse(collectedAt) + DAY_MS).toISOString(),
    hgm,
    userfaultfd: judgeUserfaultfd(context, hgm),
    capabilities: judgeRows(context, sizes, hgm),
    timings,
    untimed,
    clock: judgeClock(context),
    pools: observations.poolsBefore.map(poolEntry),
    settings: {
      unprivilegedUserfaultfd: settings.unprivilegedUserfaultfd,
      thp: settings.thp,
      shmemThp: settings.shmemThp,
      hugetlbOptimizeVmemmap: settings.hugetlbOptimizeVmemmap,
    },
    witnesses: judgeWitnesses(observations, hgm),
    profiles: {},
    ledger: judgeLedger(context),
  };
}
