// UFFDIO_WAKE at the base page: a thread waits on a page that was put there without waking it.
#include "kernel/abi.h"
#include "observe/experiments.h"
#include "observe/rooms.h"
#include "observe/waiter.h"

namespace hgm {
namespace {

constexpr uint32_t kPatienceMs = 500;

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
  Waiter toucher(lab, Waiter::Way::kTouch, room.primary.base, -1);
  if (toucher.start() < 0 || !toucher.faultArrives(fd, kPatienceMs)) return;
  if (lab.copy(Role::kSetup, "copy", fd, room.primary, 0, room.unit, source.base, abi::kCopyDontWake) < 0)
    return;
  lab.look("waits", "load", "waiting", toucher.finished() ? 0 : 1);
  const long woken = lab.wake(Role::kTest, "base", fd, room.primary, lab.base());
  if (woken >= 0) lab.look("base_effect", "load", "changed", toucher.finishes(kPatienceMs) ? 1 : 0);
}

}  // namespace hgm
