// UFFDIO_WAKE at the base page: a thread waits on a page that was put there without waking it. Where no huge
// page was lent, the memory is unmapped instead, whole: a thread that wakes finds none, and nothing is taken.
#include <cerrno>

#include "kernel/abi.h"
#include "observe/experiments.h"
#include "observe/test_mapping.h"
#include "observe/waiter.h"

namespace hgm {

void wakeWaiter(Context& context) {
  const bool hugetlb = context.plan.memory == Memory::kHugetlb;
  const TestMapping test = emptyMapping(context, 1);
  if (!test) return;
  const int fd = context.userfaultfd(0);
  if (fd < 0 || context.registerAll(fd, test.primary, abi::kModeMissing) < 0) return;
  const bool filled = !hugetlb || context.plan.borrow;
  const Mapping source = filled ? copySource(context, test.unit) : Mapping{};
  if (filled && !source) return;
  Waiter toucher(context, faultByLoad, test.primary.base);
  if (!toucher.startAndFault(fd)) return;
  if (!filled) {
    context.unmap(test.primary);
  } else if (context.copy(Role::kSetup, "copy", fd, test.primary, 0, test.unit, source.base,
                          abi::kCopyDontWake) < 0) {
    return;
  }
  context.look("waits", "load", "waiting", toucher.finished() ? 0 : 1);
  const long woken = context.wake(Role::kTest, "base", fd, test.primary, context.base());
  if (woken < 0) return;
  if (toucher.finishes(kPatienceMs)) {
    context.look("base_effect", "load", "changed", 1);
  } else {
    context.lookedInVain("base_effect", "load", -ETIMEDOUT);
  }
}

}  // namespace hgm
