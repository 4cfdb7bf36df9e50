// At which size the second stage maps the guest's memory: served in base pages, after MADV_COLLAPSE while it
// is registered, and while dirty pages are logged and no more. The machine's own counters say it.
#include "kernel/abi.h"
#include "observe/experiments.h"
#include "observe/kvm/guest.h"
#include "observe/memory/advice.h"
#include "observe/test_mapping.h"

namespace hgm {
namespace {

// The log on and off. Where KVM splits large mappings at once it shows before anything is written, else after
// it: a guest that reads may stay on a huge page that it can't write to (arch/x86/kvm/mmu/mmu.c,
// kvm_mmu_slot_remove_write_access).
void logDirty(Guest& guest, uint64_t length) {
  if (!guest.showWith("log_on", abi::kKvmLogDirty)) return;
  guest.lookAtPages("log_on_pages");
  guest.run(Role::kSetup, "log_on_touch", 0);
  guest.lookAtPages("split_pages");
  if (!guest.showWith("log_off", 0)) return;
  guest.lookAtPages("log_off_pages");
  guest.touch(Role::kSetup, "log_off_touch", 0, length);
  guest.lookAtPages("join_pages");
}

bool serve(Context& context, const Mapping& target, uint64_t length) {
  const int fd = sigbusDescriptor(context, target, abi::kModeMissing);
  if (fd < 0) return false;
  const Mapping source = copySource(context, length);
  return source && context.copy(Role::kSetup, "serve", fd, target, 0, length, source.base) >= 0;
}

void wholePages(Context& context, Guest& guest) {
  const TestMapping mapping = emptyMapping(context, 1);
  if (!mapping || !serve(context, mapping.primary, mapping.unit) || !guest.show("kvm_slot", mapping.primary))
    return;
  guest.touch(Role::kTest, "huge", 0, mapping.unit);
  guest.lookAtPages("huge_pages");
  logDirty(guest, mapping.unit);
}

void basePages(Context& context, Guest& guest) {
  const uint64_t length = alignedLength(context);
  const Mapping target = alignedTestMapping(context).primary;
  if (!target) return;
  // khugepaged may be quicker than the look at the counters where THP is `always`.
  context.advise(Role::kSetup, "advise_base", target, 0, length, abi::kMadvNohugepage);
  if (!serve(context, target, length) || !guest.show("kvm_slot", target)) return;
  guest.touch(Role::kTest, "base", 0, length);
  guest.lookAtPages("base_pages");
  if (context.plan.thpBytes == 0 || !hugeRangeIsFine(context, target)) return;
  context.advise(Role::kSetup, "advise_huge", target, 0, length, abi::kMadvHugepage);
  if (context.advise(Role::kTest, "collapse", target, 0, length, abi::kMadvCollapse) < 0) return;
  guest.touch(Role::kSetup, "collapse_touch", 0, length);
  guest.lookAtPages("collapse_pages");
  logDirty(guest, length);
}

}  // namespace

void kvmStage2(Context& context) {
  const bool hugetlb = context.plan.memory == Memory::kHugetlb;
  if (hugetlb && !context.plan.borrow) return;
  Guest guest(context);
  if (!guest.start()) return;
  if (hugetlb) {
    wholePages(context, guest);
  } else {
    basePages(context, guest);
  }
}

}  // namespace hgm
