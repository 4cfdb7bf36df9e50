// What measuring costs on this machine: a pair of clock readings, their grain, and an ioctl that does
// nothing.
#include <sys/syscall.h>

#include "observe/experiments.h"
#include "timing/place.h"
#include "timing/rounds.h"

namespace hgm {
namespace {

constexpr long kFioclex = 0x5451;  // sets the close-on-exec flag that a memfd of ours has already
constexpr uint32_t kRound = 64;

// So many in vain, and the clock is none to measure with.
constexpr uint32_t kMostReadings = 1u << 20;

// Reads until the clock has moved on from there; the same again where it stands still.
uint64_t tickAfter(Kernel& kernel, uint64_t from) {
  uint64_t now = from;
  for (uint32_t i = 0; i < kMostReadings && now == from; ++i) now = kernel.now();
  return now;
}

// The step of the clock where it is longer than a reading takes: pairs of readings then show none.
uint64_t stepOf(Kernel& kernel) {
  const uint64_t tick = tickAfter(kernel, kernel.now());
  return tickAfter(kernel, tick) - tick;
}

}  // namespace

void timeFloor(Context& context) {
  const int fd = context.file(0, context.base());
  if (fd < 0) return;
  settle(context, 0);
  if (Measurement pair(context, "clock_pair", {}); pair) {
    while (pair.more()) {
      // Nothing between the readings. It has no batched mean: without readings there is nothing to time.
      for (uint32_t i = 0; i < kRound; ++i) pair.time([] { return 0L; });
    }
  }
  if (Measurement floor(context, "ioctl_floor", {}); floor) {
    inRounds(
        floor, kRound, [&](uint32_t) { return context.kernel.call(SYS_ioctl, fd, kFioclex); },
        [] { return true; });
  }
  Entry& entry = context.journal.write(Role::kLook, "clock", "clock_gettime");
  entry.answer(0);
  entry.out("source", "clock_gettime(CLOCK_MONOTONIC)");
  entry.out("stepNs", stepOf(context.kernel));
}

}  // namespace hgm
