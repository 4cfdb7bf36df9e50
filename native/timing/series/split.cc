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
bool timeRange(Context& context, int file, uint32_t units) {
  const uint64_t bytes = units * context.plan.pageBytes;
  Mapping target = freshMapping(context.kernel, file, bytes);
  if (!target) return false;
  Measurement m(context, "madv_split", {context.plan.pageBytes, units});
  if (!m) return false;
  inRounds(
      m, 1, [&](uint32_t) { return adviseAll(context.kernel, target, abi::kMadvSplit) ? 0L : -1L; },
      [&] {
        context.unmap(target);
        target = freshMapping(context.kernel, file, bytes);
        return static_cast<bool>(target);
      });
  if (target) context.unmap(target);
  return true;
}

}  // namespace

void timeSplit(Context& context) {
  // The number may be another advice downstream, or taken with nothing behind it.
  if (!takesBasePages(context)) return;
  const int file = context.file(context.plan.pageBytes, kUnits[2] * context.plan.pageBytes);
  if (file < 0) return;
  settle(context, 0);
  for (const uint32_t units : kUnits) {
    if (context.stop->load() || !timeRange(context, file, units)) return;
  }
}

}  // namespace hgm
