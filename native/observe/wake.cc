// UFFDIO_WAKE at the base page: a thread waits on a page that was put there without waking it.
#include <cerrno>

#include "kernel/abi.h"
#include "observe/experiments.h"
#include "observe/rooms.h"
#include "observe/waiter.h"

namespace hgm {
namespace {

// Nearly all of it is waited out only where something is amiss: on a machine with thirty runs at once half a
// second was not enough.
constexpr uint32_t kPatienceMs = 2000;

}  // namespace

void wakeWaiter(Lab& lab) {
  const bool hugetlb = lab.plan.memory == Memory::kHugetlb;
  const Room room = emptyRoom(lab, 1);
  if (!room) return;
  const int fd = lab.userfaultfd(0);
  if (fd < 0 || lab.registerAll(fd, room.primary, abi::kModeMissing) < 0) return;
  if (hugetlb && !lab.plan.borrow) {
    // Nobody waits: that the call is accepted is all there is to see without a page.
    lab.wake(Role::kTest, "base", fd, room.primary, lab.base());
    return;
  }
  const Mapping source = copySource(lab, room.unit);
  if (!source) return;
  Waiter toucher(lab, Waiter::Way::kTouch, room.primary.base);
  if (toucher.start() < 0) return;
  if (!toucher.faultArrives(fd, kPatienceMs)) {
    lab.lookedInVain("fault", "read", -ETIMEDOUT);
    return;
  }
  if (lab.copy(Role::kSetup, "copy", fd, room.primary, 0, room.unit, source.base, abi::kCopyDontWake) < 0)
    return;
  lab.look("waits", "load", "waiting", toucher.finished() ? 0 : 1);
  const long woken = lab.wake(Role::kTest, "base", fd, room.primary, lab.base());
  if (woken < 0) return;
  if (toucher.finishes(kPatienceMs)) {
    lab.look("base_effect", "load", "changed", 1);
  } else {
    lab.lookedInVain("base_effect", "load", -ETIMEDOUT);
  }
}

}  // namespace hgm
