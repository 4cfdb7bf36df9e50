// Which huge page sizes the kernel has, where sysfs does not tell: an empty hugetlb file of each power of
// two. Nothing is mapped, no page is taken. ENODEV: not a size of this kernel; ENOSYS: no hugetlb at all.
#include <sys/syscall.h>

#include <cerrno>

#include "kernel/abi.h"
#include "observe/experiments.h"

namespace hgm {
namespace {

constexpr unsigned kSmallest = 14;  // 16 KiB: s390 and powerpc have none below
constexpr unsigned kLargest = 36;   // 64 GiB

}  // namespace

void sizes(Context& context) {
  const int plain = context.file(0, 0);  // that memfds can be made at all is the control
  if (plain < 0) return;
  context.close(plain);
  for (unsigned log2 = kSmallest; log2 <= kLargest; ++log2) {
    const uint64_t flags = abi::kMfdCloexec | abi::kMfdHugetlb | (uint64_t{log2} << abi::kMfdHugeShift);
    const StepName step = StepName::sized("size_", uint64_t{1} << log2);
    Entry& entry = context.journal.write(Role::kTest, step.text, "memfd_create");
    entry.arg("pageBytes", uint64_t{1} << log2);
    const auto name = pointerTo("hgm-probe");
    // Known to 6.3; an older kernel, which does not log the lack of it either, is asked without.
    long fd = context.openWith(entry, SYS_memfd_create, name, static_cast<long>(flags | abi::kMfdNoexecSeal));
    if (fd == -EINVAL) {
      const StepName again = StepName::sized("plain_size_", uint64_t{1} << log2);
      Entry& unsealed = context.journal.write(Role::kTest, again.text, "memfd_create");
      unsealed.arg("pageBytes", uint64_t{1} << log2);
      fd = context.openWith(unsealed, SYS_memfd_create, name, static_cast<long>(flags));
    }
    if (fd >= 0) context.close(fd);
  }
}

}  // namespace hgm
