// The whole fault: a thread touches a missing page, the handler reads the event and CONTINUEs, or COPYs where
// there is no file, the thread runs again. Timed by the thread that faults, from before the touch to after
// it. With a handler that is blocked in poll(2) and one that spins, and with 1, 2, 4 ... as many threads as
// there are CPUs faulting at once on one descriptor that one handler serves.
//
// The handler has a CPU, the threads have the others; with as many threads as CPUs the last one shares the
// handler's, which a spinning handler would not give up: that is not measured. On hugetlb memory without HGM
// all threads fault on the one borrowed page, through mappings of their own, and meet in the lock of that
// page too (hugetlb_fault_mutex_table), where threads on different pages would not.
#include <algorithm>

#include "observe/experiments.h"
#include "timing/faults/series.h"

namespace hgm {

void timeFault(Context& context) {
  const Cpus cpus = allowedCpus(context.kernel);  // before settle() leaves one
  const auto count = static_cast<uint32_t>(std::max<size_t>(cpus.count(), 1));
  const uint32_t most = std::min({std::max(context.plan.threads, 1u), count, kMostThreads});
  auto* const faulters = reinterpret_cast<Faulter*>(context.scratch);
  const FaultField field = makeField(context, faulters, most);
  if (field.fd < 0) return;
  const Mapping stacks = context.map("stacks", most * kStackBytes, -1);
  if (!stacks) return;
  settle(context, field.cached);
  placeFaulters(context, cpus, faulters, most);
  Team team = {context.kernel, faulters};
  const bool deep = context.plan.threads > 1;
  for (uint32_t threads = 1;; threads = std::min(2 * threads, most)) {
    while (team.threads < threads) {
      if (!startFaulter(team, stacks.base + (team.threads + 1) * kStackBytes)) return;
    }
    const FaultSeries faults = {context, field, team};
    if (!faults.measure("fault.poll", Waiting::kPoll)) return;
    if (deep && threads < count && !faults.measure("fault.spin", Waiting::kSpin)) return;
    if (threads == most) return;
  }
}

}  // namespace hgm
