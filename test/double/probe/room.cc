#include "room.h"

#include <fcntl.h>
#include <sys/mman.h>

namespace probe {

uint64_t huge = k2M;

int hugeFile(uint64_t pages) {
  const char* name = "probe";
  const long flags = 5L | (static_cast<long>(__builtin_ctzll(huge)) << 26);
  const auto fd = static_cast<int>(raw(SYS_memfd_create, pointer(name), flags));
  raw(SYS_ftruncate, fd, static_cast<long>(pages * huge));
  return fd;
}

int shmemFile(uint64_t length) {
  const char* name = "probe";
  const auto fd = static_cast<int>(raw(SYS_memfd_create, pointer(name), 1));
  raw(SYS_ftruncate, fd, static_cast<long>(length));
  return fd;
}

Memory map(uint64_t length, int fd, int flags, int protection) {
  const int more = fd < 0 ? MAP_ANONYMOUS : 0;
  const long at = raw(SYS_mmap, 0, static_cast<long>(length), protection, flags | more, fd, 0);
  if (at < 0 && at > -4096) return {};
  return {reinterpret_cast<uint8_t*>(at), length};
}

Memory hugeShared(uint64_t pages, int flags, Memory* alias) {
  const int fd = hugeFile(pages);
  if (alias != nullptr) *alias = map(pages * huge, fd, MAP_SHARED);
  return map(pages * huge, fd, MAP_SHARED | flags);
}

void populate(const Memory& alias) {
  for (uint64_t at = 0; at < alias.length; at += huge) {
    for (unsigned n = 0; n < 12; ++n) alias.at[at + n * kBase] = static_cast<uint8_t>(0x40 + n);
    alias.at[at + huge - kBase] = 0x7f;
  }
}

int descriptor(uint64_t features) {
  const auto fd = static_cast<int>(raw(SYS_userfaultfd, 1 | O_CLOEXEC | O_NONBLOCK));
  uffdio_api args = {UFFD_API, features, 0};
  const long result = raw(SYS_ioctl, fd, static_cast<long>(UFFDIO_API), pointer(&args));
  if (result == 0) return fd;
  std::printf("  UFFDIO_API(0x%lx) -> %s\n", features, strerrorname_np(static_cast<int>(-result)));
  return -1;
}

long registerWith(int fd, const Memory& memory, uint64_t mode, uint64_t* ioctls) {
  uffdio_register args = {{reinterpret_cast<uintptr_t>(memory.at), memory.length}, mode, 0};
  const long result = raw(SYS_ioctl, fd, static_cast<long>(UFFDIO_REGISTER), pointer(&args));
  if (ioctls != nullptr) *ioctls = args.ioctls;
  return result;
}

bool enlist(int fd, const Memory& memory, uint64_t mode) {
  uint64_t ioctls = 0;
  const long result = registerWith(fd, memory, mode, &ioctls);
  std::printf("  REGISTER mode %lu: ret=%ld errno=%s ioctls=0x%lx\n", mode, result < 0 ? -1L : 0L,
              result < 0 ? strerrorname_np(static_cast<int>(-result)) : "0", ioctls);
  return result == 0;
}

void adviseWhole(const OptIn& optIn, const Memory& memory) {
  if (optIn.advised) advised("madvise(primary, whole, 26)", memory.at, memory.length, kSplit);
}

void resume(const char* label, int fd, const uint8_t* at, uint64_t length, uint64_t mode) {
  uffdio_continue args = {{reinterpret_cast<uintptr_t>(at), length}, mode, kUntouched};
  answer(label, raw(SYS_ioctl, fd, static_cast<long>(UFFDIO_CONTINUE), pointer(&args)));
  std::printf(" mapped=%lld\n", static_cast<long long>(args.mapped));
}

void advised(const char* label, const uint8_t* at, uint64_t length, int advice) {
  told(label, raw(SYS_madvise, pointer(at), static_cast<long>(length), advice));
}

}  // namespace probe
