// The baselines that every kernel with minor faults has: 4K CONTINUE on shmem, whole-page CONTINUE on
// hugetlb.
#include <sys/syscall.h>

#include "kernel/abi.h"
#include "observe/experiments.h"
#include "timing/timed.h"

namespace hgm {
namespace {

constexpr uint64_t kShmemPages = 256;

// CONTINUE of each page in turn; when all are mapped, the whole mapping is unmapped and it begins again.
void loop(Lab& lab, Series& series, int fd, const Mapping& target, uint64_t unit) {
  uint64_t offset = 0;
  while (series.count < series.capacity && series.count < lab.plan.samples) {
    abi::FillArgs args = {{target.base + offset, unit}, 0, 0};
    const auto pointer = static_cast<long>(reinterpret_cast<uintptr_t>(&args));
    if (timed(lab.kernel, series, SYS_ioctl, fd, static_cast<long>(abi::kIocContinue), pointer) < 0) return;
    offset += unit;
    if (offset < target.length) continue;
    offset = 0;
    const long unmapped = lab.kernel.call(SYS_madvise, static_cast<long>(target.base),
                                          static_cast<long>(target.length), abi::kMadvDontneed);
    if (unmapped < 0) return;  // hugetlb before 5.18: one sample is all there is
  }
}

}  // namespace

void timeContinue(Lab& lab) {
  const bool hugetlb = lab.plan.memory == Memory::kHugetlb;
  if (hugetlb && !lab.plan.borrow) return;
  const uint64_t unit = hugetlb ? lab.plan.pageBytes : lab.base();
  const uint64_t length = hugetlb ? unit : kShmemPages * unit;
  const int file = lab.file(hugetlb ? unit : 0, length);
  if (file < 0) return;
  const Mapping alias = lab.map("alias", length, file, true);
  const Mapping target = lab.map("map", length, file);
  if (!alias || !target) return;
  for (uint64_t at = 0; at < length; at += unit) {
    if (lab.kernel.store(alias.base + at, 1).signal != 0) return;
  }
  const int fd = lab.userfaultfd(0);
  if (fd < 0 || lab.registerAll(fd, target, abi::kModeMinor) < 0) return;
  Series* series = lab.journal.open(hugetlb ? "continue.huge" : "continue.base", unit);
  if (series != nullptr) loop(lab, *series, fd, target, unit);
}

}  // namespace hgm
