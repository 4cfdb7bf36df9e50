import type { Context } from '../judge/context.js';
import { createContext } from '../judge/create-context.js';
import { doubtUnproven, judgeSize, notOnEverySize } from '../judge/hgm/hgm.js';
import { judgeOverall } from '../judge/hgm/hgm-overall.js';
import { judgeWitnesses } from '../judge/hgm/witnesses.js';
import { judgeUserfaultfd } from '../judge/operations/userfaultfd.js';
import { judgeLedger, poolEntry } from '../judge/pools/ledger.js';
import { judgeRows } from '../judge/rows.js';
import { thpBytesOf } from '../judge/sizes.js';
import { faultSizes } from '../judge/thp/fault-sizes.js';
import { judgeServing } from '../judge/thp/serving.js';
import { judgeClock } from '../judge/timings/clock.js';
import { judgeStalls, LINK_GBPS } from '../judge/timings/stalls.js';
import { judgeTimings } from '../judge/timings/timings.js';
import { callersOwn, compareCaller, rights } from '../judge/ways/caller-run.js';
import { inDoubt, notTakenOver } from '../judge/ways/not-taken-over.js';
import type { Observations } from '../observe/observations.js';
import { assessAll } from '../profiles/assess.js';
import type { Profile } from '../profiles/profile.js';
import type { Report } from '../report/contract.js';
import { latencyOf } from '../report/latency.js';
import { matrixOf } from '../report/matrix.js';
import { servingOf } from '../report/serving.js';
import { SCHEMA_ID, SCHEMA_VERSION } from '../report/version.js';
import { judgeUsers } from './users.js';

export const DAY_MS = 24 * 60 * 60 * 1000;

export interface JudgeOptions {
  /** The consumers whose readiness is judged, too; none if not given. */
  profiles?: readonly Profile[] | undefined;
  /** How long after the run the document expires; a day if not given. */
  ttlMs?: number | undefined;
}

/** The report of a run: observations in, verdicts out, nothing else looked at. Keys are in the contract's order. */
export function judge(observations: Observations, options: JudgeOptions = {}): Report {
  const { profiles = [], ttlMs = DAY_MS } = options;
  const users = judgeUsers(observations, profiles, (of) => judgeHost(of, ttlMs));
  const report = judgeHost(observations, ttlMs, users);
  return { ...report, profiles: assessAll(report, profiles) };
}

function judgeHost(observations: Observations, ttlMs: number, users: Report['users'] | null = null): Report {
  const context = createContext(observations);
  const each = context.hugeColumns.map((column) => judgeSize(context, column));
  const judged = doubtUnproven(notOnEverySize(each));
  const sizes = judged.map((size) => ({ ...size, hgm: inDoubt(context, size.hgm) }));
  const hgm = judgeOverall(context, sizes);
  const capabilities = judgeRows(context, sizes, hgm);
  const clock = judgeClock(context);
  const { timings, untimed } = judgeTimings(context, sizes, clock, capabilities);
  const { host, ranAs, takenOn, settings, bench } = observations;
  const collectedMs = Date.parse(observations.collectedAt);
  const own = callersOwn(observations);
  const stallGround = {
    timings,
    hugePages: stalling(context),
    basePageBytes: host.basePageBytes,
    linkGbps: bench?.linkGbps ?? LINK_GBPS,
  };
  const stalls = judgeStalls(stallGround);
  const thpBytes = thpBytesOf(observations);
  const ways = judgeServing({ capabilities, hgm, stalls, stallGround, thpBytes });
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
      ...rights(ranAs),
      takenOn: takenOn && { how: takenOn.how, pid: takenOn.process?.pid ?? null },
      notTakenOver: notTakenOver(observations),
    },
    // A recording may have another zone; a document is compared with others as text.
    collectedAt: new Date(collectedMs).toISOString(),
    expiresAt: new Date(collectedMs + ttlMs).toISOString(),
    hgm,
    serving: servingOf(ways),
    profiles: {},
    ...(users && { users }),
    matrix: matrixOf(capabilities),
    latency: latencyOf(timings, host.basePageBytes),
    userfaultfd: judgeUserfaultfd(context, hgm),
    clock,
    pools: observations.poolsBefore.map((pool) => poolEntry(observations, pool)),
    settings: {
      unprivilegedUserfaultfd: settings.unprivilegedUserfaultfd,
      thp: settings.thp,
      shmemThp: settings.shmemThp,
      hugetlbOptimizeVmemmap: settings.hugetlbOptimizeVmemmap,
      bootParameters: settings.bootParameters,
      faultSizes: faultSizes(settings, thpBytes),
    },
    ledger: judgeLedger(context),
    ways,
    capabilities,
    timings,
    untimed,
    stalls,
    caller: own && compareCaller(judgeHost(own, ttlMs), capabilities),
    bench: bench && {
      complete: bench.complete,
      samples: bench.samples,
      durationMs: bench.durationMs,
      cpu: bench.cpu,
      sizes: bench.sizes,
      linkGbps: bench.linkGbps,
    },
    witnesses: judgeWitnesses(observations, hgm),
  };
}

/** Sizes that a stall is reckoned for: those that were asked for, all if none was. */
function stalling({ hugeColumns, observations }: Context): number[] {
  const asked = observations.bench?.sizes ?? [];
  const sizes = hugeColumns.map(({ pageBytes }) => pageBytes);
  return asked.length === 0 ? sizes : sizes.filter((pageBytes) => asked.includes(pageBytes));
}
