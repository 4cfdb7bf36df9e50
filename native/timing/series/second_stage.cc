// What KVM's own work on a guest's memory costs, beside faults: to fill the second stage before the guest
// runs (KVM_PRE_FAULT_MEMORY), and to switch the log of dirty pages on, which makes every mapping read-only
// or small, and off again. Of memory that is all there, in base pages or as a huge page of the pool.
#include <sys/mman.h>
#include <sys/syscall.h>

#include "kernel/abi.h"
#include "observe/experiments.h"
#include "observe/kvm/guest.h"
#include "observe/test_mapping.h"
#include "timing/calls.h"
#include "timing/place.h"
#include "timing/rounds.h"

namespace hgm {
namespace {

// Memory of the plan with its pages in place: `step` is their size.
Mapping filled(Context& context, uint64_t& step) {
  const bool huge = context.plan.memory == Memory::kHugetlb;
  if (huge && !context.plan.borrow) return {};
  const Mapping memory = huge ? filledMapping(context).primary : alignedTestMapping(context).primary;
  if (!memory) return {};
  if (!huge) context.advise(Role::kSetup, "advise_base", memory, 0, memory.length, abi::kMadvNohugepage);
  step = huge ? context.plan.pageBytes : context.base();
  return fillPages(context, memory, step) ? memory : Mapping{};
}

// Has the second stage forget it: the notifier of a change of rights does (virt/kvm/kvm_main.c,
// kvm_mmu_notifier_invalidate_range_start), and the pages stay.
bool forget(Kernel& kernel, const Mapping& memory) {
  const auto protect = [&](int rights) {
    return kernel.call(SYS_mprotect, static_cast<long>(memory.base), static_cast<long>(memory.length),
                       rights) >= 0;
  };
  return protect(PROT_NONE) && protect(PROT_READ | PROT_WRITE);
}

void timePreFault(Context& context, Guest& guest, const Mapping& memory, bool huge) {
  Measurement m(context, huge ? "prefault.huge" : "prefault.base", {memory.length});
  if (!m) return;
  inRounds(
      m, 1, [&](uint32_t) { return guest.preFaultQuietly(0, memory.length); },
      [&] { return forget(context.kernel, memory); });
}

void timeLog(Context& context, Guest& guest, const Mapping& memory, uint64_t step) {
  Measurement on(context, "dirty_log.on", {memory.length});
  Measurement off(context, "dirty_log.off", {memory.length});
  if (!on || !off) return;
  while (on.more() && off.more()) {
    for (uint64_t at = 0; at < memory.length; at += step) {
      if (guest.runQuietly(at) < 0) return on.refuse();
    }
    if (on.time([&] { return guest.flagQuietly(abi::kKvmLogDirty); }) < 0 ||
        off.time([&] { return guest.flagQuietly(0); }) < 0)
      return;
  }
}

}  // namespace

void timeSecondStage(Context& context) {
  uint64_t step = 0;
  const Mapping memory = filled(context, step);
  if (!memory) return;
  Guest guest(context);
  if (!guest.start() || !guest.show("kvm_slot", memory) || !guest.readyToRun()) return;
  settle(context, memory.base);
  // Before 6.11, and with shadow paging, it is not there.
  if (guest.preFault(Role::kSetup, "prefault", 0, memory.length) >= 0 && forget(context.kernel, memory))
    timePreFault(context, guest, memory, step > context.base());
  if (!context.stop->load()) timeLog(context, guest, memory, step);
}

}  // namespace hgm
