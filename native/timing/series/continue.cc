// The baselines that every kernel with minor faults has: 4K CONTINUE on shmem, whole-page CONTINUE on
// hugetlb.
#include <sys/mman.h>
#include <sys/syscall.h>

#include <algorithm>

#include "kernel/abi.h"
#include "observe/experiments.h"
#include "timing/place.h"
#include "timing/rounds.h"

namespace hgm {
namespace {

constexpr uint64_t kShmemPages = 256;
// Mappings of the one borrowed huge page: so many CONTINUEs can be made before all have to be unmapped.
constexpr uint32_t kWindows = 16;

long resume(Kernel& kernel, int fd, uintptr_t at, uint64_t length) {
  abi::FillArgs args = {{at, length}, 0, 0};
  return kernel.call(SYS_ioctl, fd, static_cast<long>(abi::kIocContinue), pointerTo(&args));
}

bool unmapPages(Kernel& kernel, const Mapping& of) {
  return kernel.call(SYS_madvise, static_cast<long>(of.base), static_cast<long>(of.length),
                     abi::kMadvDontneed) >= 0;
}

// A page of the mapping after the other.
void base(Context& context, int fd, const Mapping& target) {
  const uint64_t unit = context.base();
  Measurement m(context, "continue.base", {unit});
  if (!m) return;
  inRounds(
      m, kShmemPages,
      [&](uint32_t page) { return resume(context.kernel, fd, target.base + page * unit, unit); },
      [&] { return unmapPages(context.kernel, target); });
}

// One more mapping of the page, registered; none where the address space or the kernel has no room for it.
Mapping window(Context& context, int file, int fd, uint64_t unit) {
  const long at = context.kernel.call(SYS_mmap, 0, static_cast<long>(unit), PROT_READ | PROT_WRITE,
                                      MAP_SHARED | MAP_NORESERVE, file, 0);
  if (at < 0 && at > -4096) return {};
  const Mapping made = {static_cast<uintptr_t>(at), unit};
  abi::RegisterArgs args = {{made.base, made.length}, abi::kModeMinor, 0};
  const long result =
      context.kernel.call(SYS_ioctl, fd, static_cast<long>(abi::kIocRegister), pointerTo(&args));
  return result < 0 ? Mapping{} : made;
}

// The same page through one mapping after the other.
void huge(Context& context, int file, int fd, const Mapping& target) {
  Mapping windows[kWindows] = {target};
  uint32_t count = 1;
  while (count < kWindows && (windows[count] = window(context, file, fd, target.length))) ++count;
  Measurement m(context, "continue.huge", {target.length});
  if (!m) return;
  inRounds(
      m, count, [&](uint32_t i) { return resume(context.kernel, fd, windows[i].base, target.length); },
      [&] {  // refused before 5.18, which knew no MADV_DONTNEED of hugetlb: the first call is all there is
        return std::all_of(windows, windows + count,
                           [&](const Mapping& each) { return unmapPages(context.kernel, each); });
      });
}

}  // namespace

void timeContinue(Context& context) {
  const bool hugetlb = context.plan.memory == Memory::kHugetlb;
  if (hugetlb && !context.plan.borrow) return;
  const uint64_t unit = hugetlb ? context.plan.pageBytes : context.base();
  const uint64_t length = hugetlb ? unit : kShmemPages * unit;
  const int file = context.file(hugetlb ? unit : 0, length);
  if (file < 0) return;
  const Mapping alias = context.map("alias", length, file, true);
  const Mapping target = context.map("map", length, file);
  if (!alias || !target) return;
  for (uint64_t at = 0; at < length; at += unit) {
    if (context.kernel.store(alias.base + at, 1).signal != 0) return;
  }
  const int fd = context.userfaultfd(0);
  if (fd < 0 || context.registerAll(fd, target, abi::kModeMinor) < 0) return;
  settle(context, alias.base);
  if (hugetlb) {
    huge(context, file, fd, target);
  } else {
    base(context, fd, target);
  }
}

}  // namespace hgm
