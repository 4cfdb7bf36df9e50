// Hugetlb files: memfd_create with MFD_HUGETLB, and what the file says of itself afterwards.
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>

#include <cerrno>

#include "calls.h"
#include "table.h"

namespace twin {
namespace {

constexpr uint64_t kHugetlb = 4;
constexpr uint64_t kNoexecSeal = 8;  // 6.3
constexpr uint64_t kExec = 16;       // 6.3
constexpr unsigned kSizeShift = 26;
constexpr uint64_t kSizeMask = 0x3f;
constexpr uint64_t kHugetlbfsMagic = 0x958458f6;

}  // namespace

long createFile(const Call& call) {
  const auto flags = static_cast<uint64_t>(call.args[1]);
  if (theMode->isOld() && (flags & (kNoexecSeal | kExec)) != 0) return -EINVAL;
  // The host may write a line to its log for a file without the seal.
  const uint64_t sealed = theMode->isOld() ? flags | kNoexecSeal : flags;
  if ((flags & kHugetlb) == 0) return own(SYS_memfd_create, call.args[0], static_cast<long>(sealed));
  const uint64_t log2 = (flags >> kSizeShift) & kSizeMask;
  const uint64_t pageBytes = log2 == 0 ? kPage2M : uint64_t{1} << log2;
  if (pageBytes != kPage2M && pageBytes != kPage1G) return -ENODEV;
  const uint64_t plain = sealed & ~(kHugetlb | (kSizeMask << kSizeShift));
  const long fd = own(SYS_memfd_create, call.args[0], static_cast<long>(plain));
  if (fd >= 0 && addFile(static_cast<int>(fd), pageBytes) == nullptr) {
    own(SYS_close, fd);
    return -ENFILE;
  }
  return fd;
}

long fileSystemOf(const Call& call) {
  const long result = call.pass();
  const File* file = result == 0 ? findFile(static_cast<int>(call.args[0])) : nullptr;
  if (file == nullptr) return result;
  auto* answer = reinterpret_cast<struct statfs*>(call.args[1]);
  answer->f_type = static_cast<decltype(answer->f_type)>(kHugetlbfsMagic);
  answer->f_bsize = static_cast<decltype(answer->f_bsize)>(file->pageBytes);
  return 0;
}

// A huge page is there whole or not at all, whatever part of it shmem holds.
long statusOf(const Call& call) {
  const long result = call.pass();
  const File* file = result == 0 ? findFile(static_cast<int>(call.args[0])) : nullptr;
  if (file == nullptr) return result;
  auto* status = reinterpret_cast<struct stat*>(call.args[1]);
  status->st_blksize = static_cast<decltype(status->st_blksize)>(file->pageBytes);
  uint64_t bytes = 0;
  for (uint64_t at = 0; at < static_cast<uint64_t>(status->st_size); at += file->pageBytes) {
    if (pageExists(*file, at)) bytes += file->pageBytes;
  }
  status->st_blocks = static_cast<decltype(status->st_blocks)>(bytes / 512);
  return 0;
}

long resize(const Call& call) {
  const File* file = findFile(static_cast<int>(call.args[0]));
  if (file != nullptr && static_cast<uint64_t>(call.args[1]) % file->pageBytes != 0) return -EINVAL;
  return call.pass();
}

}  // namespace twin
