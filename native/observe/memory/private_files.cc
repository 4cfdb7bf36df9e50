// Private mappings of files, where they differ from shared ones: who restores a snapshot maps it so, and gets
// pages of his own where he writes.
#include <csignal>

#include "kernel/abi.h"
#include "observe/experiments.h"
#include "observe/memory/advice.h"
#include "observe/memory/smaps.h"
#include "observe/test_mapping.h"

namespace hgm {
namespace {

constexpr uint8_t kOwnByte = 0x4f;  // written into the private mapping, where the file has kProbeByte

// MADV_REMOVE of a hole, which takes nothing away. The control is the shared mapping of the same file.
void removes(Context& context) {
  const TestMapping test = emptyMapping(context, 1);
  if (!test) return;
  const Mapping own = context.mapPrivate("map_private", test.primary.length, test.fd);
  if (!own) return;
  if (context.advise(Role::kControl, "remove_shared", test.primary, 0, test.unit, abi::kMadvRemove) < 0)
    return;
  context.advise(Role::kTest, "remove", own, 0, test.unit, abi::kMadvRemove);
}

// MADV_COLLAPSE of pages that the file has, at an address as aligned as that of a shared mapping; and once
// more where one of them was written and is no page of the file any longer (mm/khugepaged.c,
// collapse_pte_mapped_thp).
void collapses(Context& context) {
  if (context.plan.thpBytes == 0) return;
  const TestMapping test = alignedTestMapping(context);
  if (!test || context.store("store", test.primary, 0, kProbeByte).signal != 0) return;
  const Mapping there = alignedMapping(context, "map_aligned", test.fd, test.unit);
  if (!there) return;
  context.unmap(there);
  const Mapping own = context.mapPrivate("map_private", test.unit, test.fd, there.base);
  if (!own || !hugeRangeIsFine(context, own)) return;
  // So that there is a page table: without one 6.1 puts the huge page together in the file and says EINVAL.
  context.kernel.load(own.base);
  if (context.advise(Role::kTest, "collapse", own, 0, own.length, abi::kMadvCollapse) < 0) return;
  context.kernel.load(own.base);
  lookForHugePage(context, "collapse_effect", own);
  if (context.store("store_one", own, context.base(), kOwnByte).signal != 0) return;
  if (context.advise(Role::kTest, "collapse_written", own, 0, own.length, abi::kMadvCollapse) < 0) return;
  lookForHugePage(context, "collapse_written_effect", own);
}

// A page of one's own is given up. In its place comes what the file has, or nothing: on hugetlb memory, where
// a touch would take another page, a missing fault shows it.
void givesUp(Context& context) {
  const bool hugetlb = context.plan.memory == Memory::kHugetlb;
  const TestMapping test = hugetlb ? emptyMapping(context, 1) : filledMapping(context);
  if (!test) return;
  const uint64_t at = hugetlb ? 0 : kProbePage * context.base();
  const Mapping own = context.mapPrivate("map_private", test.primary.length, test.fd);
  if (!own || !rangeIsFine(context, own)) return;
  if (context.store("store_private", own, at, kOwnByte).signal != 0) return;
  const long given = context.advise(Role::kTest, "dontneed", own, at, test.unit, abi::kMadvDontneed);
  if (given >= 0 && !hugetlb) lookForByte(context, "dontneed_effect", own, at, kProbeByte);
  if (given >= 0 && hugetlb && sigbusDescriptor(context, own, abi::kModeMissing) >= 0) {
    const bool gone = context.kernel.load(own.base).signal == SIGBUS;
    context.look("dontneed_effect", "load", "changed", gone ? 1 : 0);
  }
  // One page at a time: whether it was given up or not, it goes with the mapping.
  context.unmap(own);
  context.unmap(test.primary);
  context.close(test.fd);
}

// A minor fault of a private mapping, and the CONTINUE that serves it. What is written then stays private,
// which on hugetlb memory would take a second page.
void continues(Context& context) {
  const bool hugetlb = context.plan.memory == Memory::kHugetlb;
  const bool filled = !hugetlb || context.plan.borrow;
  const TestMapping test = filled ? filledMapping(context) : emptyMapping(context, 1);
  if (!test) return;
  const Mapping own = context.mapPrivate("map_private", test.primary.length, test.fd);
  if (!own) return;
  const int fd = context.userfaultfd(abi::kFeatureSigbus);
  if (fd < 0 || context.registerAll(fd, own, abi::kModeMinor, Role::kSetup, "register_private") < 0) return;
  if (!filled) return;
  const uint64_t at = kProbePage * context.base();
  const bool faulted = context.kernel.load(own.base + at).signal == SIGBUS;
  const uint64_t start = hugetlb ? 0 : at;
  if (context.fill(Role::kTest, "minor", abi::kIocContinue, fd, own, start, test.unit, "mapped") < 0) return;
  const Access seen = context.kernel.load(own.base + at);
  bool works = faulted && seen.signal == 0 && seen.byte == kProbeByte;
  if (!hugetlb) {
    const Access stored = context.kernel.store(own.base + at, kOwnByte);
    const Access shared = context.kernel.load(test.alias.base + at);
    works = works && stored.signal == 0 && shared.signal == 0 && shared.byte == kProbeByte;
  }
  context.look("minor_effect", "load", "changed", works ? 1 : 0);
}

}  // namespace

void privateFiles(Context& context) {
  const bool hugetlb = context.plan.memory == Memory::kHugetlb;
  removes(context);
  if (!hugetlb) collapses(context);
  if (!hugetlb || context.plan.borrow) givesUp(context);
  continues(context);
}

}  // namespace hgm
