// What measuring costs on this machine: a pair of clock readings, their grain, and an ioctl that does
// nothing.
#include <sys/syscall.h>

#include "observe/experiments.h"
#include "timing/timed.h"

namespace hgm {
namespace {

constexpr long kFioclex = 0x5451;  // sets the close-on-exec flag that a memfd of ours has already

}  // namespace

void timeFloor(Lab& lab) {
  Series* pair = lab.journal.open("clock_pair", 0);
  Series* floor = lab.journal.open("ioctl_floor", 0);
  const int fd = lab.file(0, lab.base());
  if (pair == nullptr || floor == nullptr || fd < 0) return;
  for (uint32_t i = 0; i <= lab.plan.samples; ++i) {
    const uint64_t before = lab.kernel.now();
    const uint64_t after = lab.kernel.now();
    pair->add(after - before);
  }
  for (uint32_t i = 0; i <= lab.plan.samples; ++i) timed(lab.kernel, *floor, SYS_ioctl, fd, kFioclex, 0);

  Entry& entry = lab.journal.write(Role::kLook, "clock", "clock_gettime");
  entry.answer(0);
  entry.out("source", "clock_gettime(CLOCK_MONOTONIC)");
}

}  // namespace hgm
