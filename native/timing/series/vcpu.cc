// The whole fault of a guest: its vCPU stores to a missing page, the handler reads the event and CONTINUEs or
// COPYs, the vCPU goes on. Timed by the thread that runs the vCPU, from before KVM_RUN to after it: each run
// is one store and the way out, so the way in and out is in every figure. touch.vcpu is the same run on a
// page that is there, for comparison; nothing is subtracted.
#if defined(__x86_64__)
#include <cpuid.h>
#endif

#include "observe/experiments.h"
#include "observe/kvm/guest.h"
#include "timing/faults/series.h"
#include "timing/rounds.h"

namespace hgm {
namespace {

// Runs between two looks at the time.
constexpr uint32_t kRunsInARound = 16;

// Under a hypervisor, each way into a guest and out of it takes several into that hypervisor and out: leaf 1
// of CPUID says so on x86-64. arm64 has no such word.
void lookAtProcessor(Context& context) {
#if defined(__x86_64__)
  constexpr unsigned kHypervisor = 1u << 31;
  unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
  if (__get_cpuid(1, &eax, &ebx, &ecx, &edx) != 0)
    context.look("processor", "cpuid", "hypervisor", (ecx & kHypervisor) != 0 ? 1 : 0);
#else
  (void)context;
#endif
}

void measureTouches(const FaultSeries& faults, Guest& guest, uint64_t offset) {
  Context& context = faults.context;
  const FaultField& field = faults.field;
  Handler handler = {context.kernel, field.fd, field.unit, Waiting::kPoll, field.source};
  if (context.stop->load() || !handler.resumeAt(field.range.base + offset)) return;
  Measurement m(context, "touch.vcpu", {field.unit});
  if (!m) return;
  inRounds(
      m, kRunsInARound, [&](uint32_t) { return guest.runQuietly(offset); }, [] { return true; });
}

}  // namespace

void timeVcpu(Context& context) {
  const Cpus cpus = allowedCpus(context.kernel);  // before settle() leaves one
  auto& faulter = *reinterpret_cast<Faulter*>(context.scratch);
  const FaultField field = makeGuestField(context, faulter);
  if (field.fd < 0) return;
  Guest guest(context);
  if (!guest.start() || !guest.show("kvm_slot", field.range) || !guest.readyToRun()) return;
  lookAtProcessor(context);
  const Mapping stack = context.map("stacks", kStackBytes, -1);
  if (!stack) return;
  settle(context, field.cached);
  placeFaulters(context, cpus, &faulter, 1);
  Team team = {context.kernel, &faulter};
  team.guest = &guest;
  team.shown = field.range.base;
  if (!startFaulter(team, stack.base + kStackBytes)) return;
  const FaultSeries faults = {context, field, team};
  if (!faults.measure("fault.vcpu.poll", Waiting::kPoll)) return;
  const bool deep = context.plan.threads > 1;
  if (deep && cpus.count() > 1 && !faults.measure("fault.vcpu.spin", Waiting::kSpin)) return;
  measureTouches(faults, guest, faulter.pages[0] - team.shown);
}

}  // namespace hgm
