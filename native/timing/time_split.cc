// MADV_SPLIT of 1, 16 and 256 huge pages: does the advice cost more the longer the range? Each call has a
// fresh mapping, reserved by nobody and never touched, so no page is taken whatever the size.
#include "kernel/abi.h"
#include "observe/experiments.h"
#include "timing/calls.h"
#include "timing/granular.h"
#include "timing/place.h"
#include "timing/rounds.h"

namespace hgm {
namespace {

constexpr uint32_t kUnits[] = {1, 16, 256};

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
  // The number may be another advice downstream, or taken with nothing behind it.
  if (!takesBasePages(lab)) return;
  const int file = lab.file(lab.plan.pageBytes, kUnits[2] * lab.plan.pageBytes);
  if (file < 0) return;
  settle(lab, 0);
  for (const uint32_t units : kUnits) {
    if (lab.stop->load() || !timeRange(lab, file, units)) return;
  }
}

}  // namespace hgm
