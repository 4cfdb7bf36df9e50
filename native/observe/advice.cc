#include "observe/advice.h"

#include <sys/syscall.h>

#include <cerrno>

#include "kernel/abi.h"
#include "observe/rooms.h"

namespace hgm {

bool rangeIsFine(Lab& lab, const Mapping& mapping) {
  return lab.advise(Role::kControl, "range", mapping, 0, mapping.length, abi::kMadvNormal) == 0;
}

bool hugeRangeIsFine(Lab& lab, const Mapping& mapping) {
  if (!rangeIsFine(lab, mapping)) return false;
  if (mapping.base % lab.plan.thpBytes == 0) return true;
  lab.look("alignment", "mmap", "aligned", 0);
  return false;
}

bool mayTakePage(Lab& lab) {
  if (lab.plan.memory != Memory::kHugetlb || lab.plan.borrow) return true;
  const Room hole = emptyRoom(lab, 1);
  if (hole) rangeIsFine(lab, hole.primary);
  return false;
}

long residentPages(Lab& lab, const Mapping& mapping, uint64_t offset, uint64_t length) {
  constexpr size_t kMost = 512;
  uint8_t vector[kMost] = {};
  const uint64_t pages = length / lab.base();
  if (lab.plan.memory == Memory::kHugetlb || pages > kMost) return -EINVAL;
  const long result =
      lab.kernel.call(SYS_mincore, static_cast<long>(mapping.base + offset), static_cast<long>(length),
                      static_cast<long>(reinterpret_cast<uintptr_t>(vector)));
  if (result < 0) return result;
  long count = 0;
  for (uint64_t page = 0; page < pages; ++page) count += vector[page] & 1;
  return count;
}

}  // namespace hgm
