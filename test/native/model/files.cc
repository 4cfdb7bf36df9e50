// Memfds, mappings, and the few paths that experiments open.
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "model/model.h"

namespace model {
namespace {

constexpr unsigned kHugeShift = 26;
constexpr uint64_t kHugeMask = 0x3f;

}  // namespace

long Model::memfd(uint64_t flags) {
  const bool knowsNoexec = traits.since(603);
  if ((flags & hgm::abi::kMfdNoexecSeal) != 0 && !knowsNoexec) return -EINVAL;
  if ((flags & hgm::abi::kMfdNoexecSeal) == 0 && knowsNoexec)
    log.emplace_back("memfd_create without MFD_NOEXEC_SEAL");
  std::shared_ptr<File> file;
  if ((flags & hgm::abi::kMfdHugetlb) != 0) {
    const uint64_t bytes = uint64_t{1} << ((flags >> kHugeShift) & kHugeMask);
    const auto pool = pools.find(bytes);
    if (pool == pools.end()) return -ENODEV;
    file = std::make_shared<File>(bytes, &pool->second);
  } else {
    file = std::make_shared<File>(traits.basePageBytes, nullptr);
  }
  return add({Descriptor::Kind::kFile, std::move(file)});
}

long Model::truncate(long fd, uint64_t length) {
  Descriptor* const of = descriptor(fd);
  if (of == nullptr || !of->file) return -EBADF;
  if (length % of->file->unit != 0 && of->file->hugetlb()) return -EINVAL;
  of->file->length = length;
  return 0;
}

long Model::open(const char* path, long flags) {
  if (std::strcmp(path, "/dev/userfaultfd") == 0) {
    if (!traits.deviceNode || !traits.since(601)) return -ENOENT;
    if ((flags & O_PATH) != 0) return add({Descriptor::Kind::kNode});
    return traits.root ? add({Descriptor::Kind::kDevice}) : -EACCES;  // 0600 root
  }
  constexpr const char* kOwn = "/proc/self/fd/";
  if (std::strncmp(path, kOwn, std::strlen(kOwn)) == 0) {
    const Descriptor* const node = descriptor(std::atoi(path + std::strlen(kOwn)));
    if (node == nullptr || node->kind != Descriptor::Kind::kNode) return -ENOENT;
    return open("/dev/userfaultfd", flags);
  }
  if (std::strcmp(path, "/proc/self/smaps") == 0) {
    return add({Descriptor::Kind::kText, nullptr, smaps()});
  }
  if (std::strcmp(path, "/proc/self/pagemap") == 0) return add({Descriptor::Kind::kPagemap});
  if (std::strcmp(path, "/proc/interrupts") == 0) {
    if (machine.interrupts.empty()) return -ENOENT;
    return add({Descriptor::Kind::kText, nullptr, machine.text()});
  }
  constexpr const char* kInfo = "/proc/self/fdinfo/";
  if (std::strncmp(path, kInfo, std::strlen(kInfo)) != 0) return -ENOENT;
  const Descriptor* const of = descriptor(std::atoi(path + std::strlen(kInfo)));
  return of == nullptr ? -ENOENT : add({Descriptor::Kind::kText, nullptr, fdinfo(*of)});
}

long Model::read(long fd, char* buffer, uint64_t length) {
  Descriptor* const of = descriptor(fd);
  if (of == nullptr) return -EBADF;
  if (of->kind == Descriptor::Kind::kText) {
    const size_t got = std::min<size_t>(length, of->text.size() - of->position);
    std::copy_n(of->text.data() + of->position, got, buffer);
    of->position += got;
    return static_cast<long>(got);
  }
  if (of->kind != Descriptor::Kind::kUserfaultfd || !of->ready) return -EINVAL;
  if (length < sizeof(hgm::abi::Message)) return -EINVAL;
  if (of->pending.empty()) return -EAGAIN;
  const Pending first = of->pending.front();
  of->pending.pop_front();
  std::memcpy(buffer, &first.message, sizeof first.message);
  if (first.waits != nullptr) resumeThread(*first.waits);
  return sizeof first.message;
}

long Model::close(long fd) {
  if (table_.erase(static_cast<int>(fd)) == 0) return -EBADF;
  for (auto& [start, vma] : space_.vmas) {
    if (vma.userfaultfd != fd) continue;
    vma.userfaultfd = -1;
    vma.modes = 0;
  }
  // Who waits finds memory that is registered no longer (userfaultfd_release).
  wake(static_cast<int>(fd), 0, UINT64_MAX);
  return 0;
}

long Model::map(uintptr_t hint, uint64_t length, long flags, long fd) {
  if (length == 0) return -EINVAL;
  Vma vma = {};
  vma.userfaultfd = -1;
  vma.unit = traits.basePageBytes;
  vma.shared = (flags & MAP_SHARED) != 0;
  if ((flags & MAP_ANONYMOUS) == 0) {
    const Descriptor* const of = descriptor(fd);
    if (of == nullptr || !of->file) return -EBADF;
    vma.file = of->file;
    vma.unit = of->file->unit;
  }
  if (vma.hugetlb()) {
    if (length % vma.unit != 0) return -EINVAL;
    const bool reserves = (flags & MAP_NORESERVE) == 0 && vma.shared;
    if (reserves && !vma.file->reserve(0, length / vma.unit)) return -ENOMEM;
  }
  // Large mappings are aligned to 2M, as kernels with THP do for files and memory alike since 6.7.
  const uint64_t alignment = std::max(vma.unit, length >= k2M ? k2M : traits.basePageBytes);
  const bool hinted = hint != 0 && hint % vma.unit == 0 && space_.isFree(hint, length);
  vma.start = hinted ? hint : space_.freeAddress(length, alignment);
  vma.end = vma.start + (length + traits.basePageBytes - 1) / traits.basePageBytes * traits.basePageBytes;
  return static_cast<long>(space_.add(std::move(vma)).start);
}

long Model::unmap(uintptr_t start, uint64_t length) {
  const uintptr_t end = start + length;
  for (const auto& [from, vma] : space_.vmas) {
    const bool overlaps = vma.start < end && vma.end > start;
    if (overlaps && (vma.start < start || vma.end > end)) {
      harm.emplace_back("munmap of a part");
      return -EINVAL;
    }
  }
  space_.dropLeaves(start, end);
  auto& vmas = space_.vmas;
  const Vma* const first = space_.at(start);
  const Vma gone = first == nullptr ? Vma{} : *first;
  vmas.erase(vmas.lower_bound(start), vmas.lower_bound(end));
  if (first != nullptr) tell(gone, hgm::abi::kFeatureEventUnmap, {hgm::abi::kEventUnmap, {}, start, end, 0});
  return 0;
}

long Model::stat(long fd, void* status) {
  const Descriptor* const of = descriptor(fd);
  auto& out = *static_cast<struct stat*>(status);
  if (of != nullptr && of->kind == Descriptor::Kind::kNode) {
    out = {};
    out.st_mode = S_IFCHR | 0600;
    out.st_rdev = makedev(10, traits.otherNode ? kDeviceMinor + 1 : kDeviceMinor);
    return 0;
  }
  if (of == nullptr || !of->file) return -EBADF;
  out = {};
  out.st_size = static_cast<off_t>(of->file->length);
  out.st_blocks = static_cast<blkcnt_t>(of->file->cache.size() * of->file->unit / 512);
  return 0;
}

// Of the few files that are asked for without being opened.
long Model::find(const char* path) const {
  if (std::strcmp(path, "/proc/sys/vm/memory_failure_recovery") == 0)
    return traits.memoryFailure ? 0 : -ENOENT;
  return std::strcmp(path, "/proc/sys/vm/overcommit_memory") == 0 ? 0 : -ENOENT;
}

long Model::statfs(long fd, void* status) {
  const Descriptor* const of = descriptor(fd);
  if (of == nullptr || !of->file) return -EBADF;
  auto& out = *static_cast<struct statfs*>(status);
  out = {};
  out.f_type =
      static_cast<decltype(out.f_type)>(of->file->hugetlb() ? hgm::abi::kHugetlbfsMagic : TMPFS_MAGIC);
  out.f_bsize = static_cast<decltype(out.f_bsize)>(of->file->unit);
  return 0;
}

}  // namespace model
