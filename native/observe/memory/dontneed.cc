// MADV_DONTNEED: does it unmap what it was asked to, less, or more? On hugetlb, 4K gives 0 and does
// nothing (6.1 on) or takes the whole huge page (5.18 to 6.0).
#include "kernel/abi.h"
#include "observe/experiments.h"
#include "observe/memory/advice.h"
#include "observe/test_mapping.h"

namespace hgm {
namespace {

// Whether the touch of a page shows that it was unmapped: zeroes in anonymous memory; in a file, a minor
// fault, which is SIGBUS on this descriptor.
bool gone(Context& context, const Mapping& mapping, uint64_t offset) {
  const Access access = context.kernel.load(mapping.base + offset);
  return access.signal != 0 || access.byte == 0;
}

// Maps the pages of a file and has touches of unmapped ones raise SIGBUS. False where there are no minor
// faults to do it with (before 5.13): the effect can't be seen then.
bool mapWithMinorFaults(Context& context, const TestMapping& test) {
  const int fd = context.userfaultfd(abi::kFeatureSigbus);
  if (fd < 0 || context.registerAll(fd, test.primary, abi::kModeMinor, Role::kSetup, "register_minor") < 0)
    return false;
  const uint64_t length = context.plan.memory == Memory::kHugetlb ? test.unit : 2 * test.unit;
  return context.fill(Role::kSetup, "continue", abi::kIocContinue, fd, test.primary, 0, length) >= 0;
}

}  // namespace

void dontneed(Context& context) {
  const bool hugetlb = context.plan.memory == Memory::kHugetlb;
  if (!mayTakePage(context)) return;
  const TestMapping test = filledMapping(context);
  if (!test || !rangeIsFine(context, test.primary)) return;
  const Mapping& written = test.alias ? test.alias : test.primary;
  context.store("store_first", written, 0, kProbeByte);
  context.store("store_second", written, context.base(), kProbeByte);
  const bool visible = !test.alias || mapWithMinorFaults(context, test);

  const bool base =
      context.advise(Role::kTest, "base", test.primary, 0, context.base(), abi::kMadvDontneed) == 0;
  if (base && visible) {
    context.look("base_effect", "load", "changed", gone(context, test.primary, 0) ? 1 : 0);
    context.journal.last().out("beyond", gone(context, test.primary, context.base()) ? 1 : 0);
  }
  if (!hugetlb) return;
  const bool huge = context.advise(Role::kTest, "huge", test.primary, 0, test.unit, abi::kMadvDontneed) == 0;
  if (huge && visible) context.look("huge_effect", "load", "changed", gone(context, test.primary, 0) ? 1 : 0);
}

}  // namespace hgm
