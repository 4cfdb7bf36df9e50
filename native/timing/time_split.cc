// MADV_SPLIT of 1, 16 and 256 huge pages: does the advice cost more the longer the range? Each call has a
// fresh mapping, reserved by nobody and never touched, so no page is taken whatever the size.
#include <sys/syscall.h>

#include <cerrno>

#include "kernel/abi.h"
#include "observe/experiments.h"
#include "observe/hgm.h"
#include "observe/rooms.h"
#include "timing/calls.h"
#include "timing/place.h"
#include "timing/rounds.h"

namespace hgm {
namespace {

constexpr uint32_t kUnits[] = {1, 16, 256};

// The number may be another advice downstream, or taken with nothing behind it. After MADV_SPLIT a base-page
// CONTINUE of a hole passes the alignment check: EFAULT, where it is EINVAL else.
bool isSplit(Lab& lab) {
  const Room room = emptyRoom(lab, 1);
  const int fd = room ? lab.userfaultfd(0) : -1;
  if (fd < 0 || optIn(lab, room.primary) < 0) return false;
  if (lab.registerAll(fd, room.primary, abi::kModeMinor) < 0) return false;
  return lab.fill(Role::kTest, "continue_base", abi::kIocContinue, fd, room.primary, kProbePage * lab.base(),
                  lab.base(), "mapped") == -EFAULT;
}

// False where so much address space is not to be had.
bool timeRange(Lab& lab, int file, uint32_t units) {
  const uint64_t bytes = units * lab.plan.pageBytes;
  Mapping target = freshMapping(lab.kernel, file, bytes);
  if (!target) return false;
  Measurement m(lab, "madv_split", {lab.plan.pageBytes, units});
  if (!m) return false;
  inRounds(
      m, 1, [&](uint32_t) { return adviseAll(lab.kernel, target, abi::kMadvSplit) ? 0L : -1L; },
      [&] {
        lab.unmap(target);
        target = freshMapping(lab.kernel, file, bytes);
        return static_cast<bool>(target);
      });
  if (target) lab.unmap(target);
  return true;
}

}  // namespace

void timeSplit(Lab& lab) {
  if (!isSplit(lab)) return;
  const int file = lab.file(lab.plan.pageBytes, kUnits[2] * lab.plan.pageBytes);
  if (file < 0) return;
  settle(lab, 0);
  for (const uint32_t units : kUnits) {
    if (!timeRange(lab, file, units)) return;
  }
}

}  // namespace hgm
