#include "observe/memory/advice.h"

#include <sys/syscall.h>

#include <cerrno>

#include "kernel/abi.h"
#include "observe/test_mapping.h"

namespace hgm {

bool rangeIsFine(Context& context, const Mapping& mapping) {
  return context.advise(Role::kControl, "range", mapping, 0, mapping.length, abi::kMadvNormal) == 0;
}

bool hugeRangeIsFine(Context& context, const Mapping& mapping) {
  if (!rangeIsFine(context, mapping)) return false;
  if (mapping.base % context.plan.thpBytes == 0) return true;
  context.look("alignment", "mmap", "aligned", 0);
  return false;
}

bool mayTakePage(Context& context) {
  if (context.plan.memory != Memory::kHugetlb || context.plan.borrow) return true;
  const TestMapping hole = emptyMapping(context, 1);
  if (hole) rangeIsFine(context, hole.primary);
  return false;
}

long residentPages(Context& context, const Mapping& mapping, uint64_t offset, uint64_t length) {
  constexpr size_t kMost = 512;
  uint8_t vector[kMost] = {};
  const uint64_t pages = length / context.base();
  if (context.plan.memory == Memory::kHugetlb || pages > kMost) return -EINVAL;
  const long result = context.kernel.call(SYS_mincore, static_cast<long>(mapping.base + offset),
                                          static_cast<long>(length), pointerTo(vector));
  if (result < 0) return result;
  long count = 0;
  for (uint64_t page = 0; page < pages; ++page) count += vector[page] & 1;
  return count;
}

}  // namespace hgm
