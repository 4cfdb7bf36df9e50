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
#include "timing/fault_field.h"
#include "timing/fault_team.h"
#include "timing/measure.h"
#include "timing/place.h"

namespace hgm {
namespace {

constexpr uint64_t kStackBytes = uint64_t{64} << 10;

struct Trial {
  Context& context;
  const FaultField& field;
  Team& team;
};

// Every thread a CPU of its own for as long as there are some, beginning after the handler's.
void placeFaulters(Context& context, const Cpus& cpus, Faulter* faulters, uint32_t threads) {
  int cpu = context.place.cpu;
  for (uint32_t i = 0; i < threads; ++i) {
    if (cpu >= 0) cpu = cpus.next(static_cast<size_t>(cpu) + 1);
    if (context.place.cpu >= 0 && cpu < 0) cpu = cpus.next(0);
    faulters[i].cpu = context.place.cpu < 0 ? -1 : cpu;
  }
}

// The first round warms up: of it only the cold first fault is kept. It is made however long it took to get
// ready.
bool measure(const Trial& trial, const char* id, Waiting waiting) {
  const auto& [context, field, team] = trial;
  if (context.stop->load()) return false;
  Handler handler = {context.kernel, field.fd, field.unit, waiting, field.source};
  Measurement m(context, id, {field.unit, 1, team.threads});
  if (!m) return false;
  for (bool warm = false; !warm || m.more(); warm = true) {
    if (!runRound(team, handler)) {
      m.refuse();
      return false;
    }
    const uint32_t counted = warm ? team.threads : 1;
    for (const Faulter* each = team.faulters; each < team.faulters + counted; ++each) {
      const uint32_t touches = warm ? each->touches : 1;
      for (uint32_t i = 0; i < touches; ++i) m.add(each->ns[i]);
    }
    if (!clearField(context, field, team.faulters, team.threads)) {
      m.refuse();
      return false;
    }
  }
  return true;
}

}  // namespace

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
    const Trial trial = {context, field, team};
    if (!measure(trial, "fault.poll", Waiting::kPoll)) return;
    if (deep && threads < count && !measure(trial, "fault.spin", Waiting::kSpin)) return;
    if (threads == most) return;
  }
}

}  // namespace hgm
