// mmap and munmap of hugetlb files, and of MAP_ANONYMOUS|MAP_HUGETLB memory, which gets a file of its own.
#include <sys/mman.h>
#include <sys/syscall.h>

#include <cerrno>

#include "calls.h"
#include "table.h"

namespace twin {
namespace {

constexpr long kSizeFlags = 0x3fL << 26;
constexpr long kHugetlbMemfd = 4;
constexpr long kCloexec = 1;

bool failed(long address) { return address < 0 && address > -4096; }

// An address that is aligned to the huge page, as hugetlbfs gives them: shmem does not.
long alignedAddress(uint64_t length, uint64_t page) {
  const auto spare = static_cast<long>(length + page);
  const long at = own(SYS_mmap, 0, spare, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (failed(at)) return at;
  own(SYS_munmap, at, spare);
  return static_cast<long>((static_cast<uint64_t>(at) + page - 1) / page * page);
}

long mapFile(const Call& call, File& file, int fd) {
  const uint64_t page = file.pageBytes;
  const long flags = call.args[3];
  const auto offset = static_cast<uint64_t>(call.args[5]);
  const uint64_t length = (static_cast<uint64_t>(call.args[1]) + page - 1) / page * page;
  if (offset % page != 0 || length == 0) return -EINVAL;
  const bool fixed = (flags & (MAP_FIXED | MAP_FIXED_NOREPLACE)) != 0;
  if (fixed && static_cast<uint64_t>(call.args[0]) % page != 0) return -EINVAL;
  const long wanted = fixed ? call.args[0] : alignedAddress(length, page);
  if (failed(wanted)) return wanted;
  const long kept = (flags & ~(MAP_ANONYMOUS | MAP_HUGETLB | kSizeFlags)) | (fixed ? 0 : MAP_FIXED_NOREPLACE);
  const long at = own(SYS_mmap, wanted, static_cast<long>(length), call.args[2], kept, fd, call.args[5]);
  if (failed(at)) return at;
  Mapping* added = addMapping(static_cast<uintptr_t>(at), length, file, offset);
  if (added == nullptr) {
    own(SYS_munmap, at, static_cast<long>(length));
    return -ENOMEM;
  }
  added->isPrivate = (flags & MAP_TYPE) == MAP_PRIVATE;
  added->isReserved = (flags & MAP_NORESERVE) == 0;
  return at;
}

long mapAnonymous(const Call& call) {
  const char* name = "anon_hugepage";
  const long flags = (call.args[3] & kSizeFlags) | kHugetlbMemfd | kCloexec;
  const long fd = createFile({SYS_memfd_create, {pointer(name), flags, 0, 0, 0, 0}});
  if (fd < 0) return fd;
  File* file = findFile(static_cast<int>(fd));
  const uint64_t length = (static_cast<uint64_t>(call.args[1]) + file->pageBytes - 1) / file->pageBytes;
  own(SYS_ftruncate, fd, static_cast<long>(length * file->pageBytes));
  Call mapped = call;
  mapped.args[5] = 0;
  const long at = mapFile(mapped, *file, static_cast<int>(fd));
  own(SYS_close, fd);
  return at;
}

}  // namespace

long mapMemory(const Call& call) {
  const long flags = call.args[3];
  if ((flags & MAP_ANONYMOUS) != 0) return (flags & MAP_HUGETLB) != 0 ? mapAnonymous(call) : call.pass();
  const auto fd = static_cast<int>(call.args[4]);
  File* file = findFile(fd);
  return file == nullptr ? call.pass() : mapFile(call, *file, fd);
}

long unmapMemory(const Call& call) {
  const auto start = static_cast<uintptr_t>(call.args[0]);
  const uintptr_t end = start + (static_cast<uint64_t>(call.args[1]) + kBase - 1) / kBase * kBase;
  for (Mapping* one = overlapping(start, end); one != nullptr; one = overlapping(start, end, one)) {
    // hugetlb_vm_op_split(): a VMA is cut between huge pages only.
    if ((start > one->start && start % one->page() != 0) || (end < one->end() && end % one->page() != 0))
      return -EINVAL;
  }
  const long result = call.pass();
  if (result != 0) return result;
  // Unmapping a part is not played: the record of the rest is lost, and it is plain shmem from then on.
  for (Mapping* one = overlapping(start, end); one != nullptr; one = overlapping(start, end, one))
    dropMapping(*one);
  return 0;
}

}  // namespace twin
