#include "timing/calls.h"

#include <sys/mman.h>
#include <sys/syscall.h>

#include "kernel/abi.h"

namespace hgm {

long resume(Kernel& kernel, int fd, uintptr_t at, uint64_t bytes) {
  abi::FillArgs args = {{at, bytes}, 0, 0};
  return kernel.call(SYS_ioctl, fd, static_cast<long>(abi::kIocContinue), pointerTo(&args));
}

long copyIn(Kernel& kernel, int fd, uintptr_t at, uintptr_t from, uint64_t bytes) {
  abi::CopyArgs args = {at, from, bytes, 0, 0};
  return kernel.call(SYS_ioctl, fd, static_cast<long>(abi::kIocCopy), pointerTo(&args));
}

bool enroll(Kernel& kernel, int fd, const Mapping& mapping, uint64_t mode) {
  abi::RegisterArgs args = {{mapping.base, mapping.length}, mode, 0};
  return kernel.call(SYS_ioctl, fd, static_cast<long>(abi::kIocRegister), pointerTo(&args)) >= 0;
}

Mapping freshMapping(Kernel& kernel, int file, uint64_t bytes, uintptr_t at) {
  const int sharing = (file < 0 ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_SHARED) | (at != 0 ? MAP_FIXED : 0);
  const long made = kernel.call(SYS_mmap, static_cast<long>(at), static_cast<long>(bytes),
                                PROT_READ | PROT_WRITE, sharing | MAP_NORESERVE, file, 0);
  return made < 0 && made > -4096 ? Mapping{} : Mapping{static_cast<uintptr_t>(made), bytes};
}

bool adviseAll(Kernel& kernel, const Mapping& mapping, int advice) {
  return kernel.call(SYS_madvise, static_cast<long>(mapping.base), static_cast<long>(mapping.length),
                     advice) >= 0;
}

bool fillPages(Context& context, const Mapping& mapping, uint64_t step) {
  // All in one call where the kernel has it: in a guest of a software hypervisor each fault of a window of
  // 64 MiB is dear. What it left undone the stores do.
  if (step == context.base()) adviseAll(context.kernel, mapping, abi::kMadvPopulateWrite);
  for (uint64_t at = 0; at < mapping.length; at += step) {
    if (context.kernel.store(mapping.base + at, 1).signal != 0) return false;
  }
  return true;
}

}  // namespace hgm
