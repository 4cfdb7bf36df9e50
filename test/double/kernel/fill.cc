// The ioctls that put something into a mapping. On plain memory they are the real kernel's.
#include <sys/syscall.h>

#include <cerrno>
#include <csignal>
#include <initializer_list>

#include "control.h"
#include "hgm.h"
#include "leaves.h"

namespace twin {
namespace {

bool isAligned(const uffdio_range& range, uint64_t unit) {
  return range.start % unit == 0 && range.len % unit == 0;
}

// The largest leaf that fits, as hugetlb_alloc_largest_pte() finds it.
uint64_t largestLeaf(const Mapping& mapping, uintptr_t at, uintptr_t end) {
  for (const uint64_t size : {mapping.page(), kPage2M}) {
    if (size <= mapping.page() && at % size == 0 && at + size <= end) return size;
  }
  return kBase;
}

// A kernel that does not survive its proof.
void meetFate() {
  if (theMode->fate == Fate::kKilled) own(SYS_kill, own(SYS_getpid), SIGKILL);
  timespec day = {86'400, 0};
  while (theMode->fate == Fate::kHangs) own(SYS_nanosleep, pointer(&day));
}

long mapLeaf(Mapping& mapping, uintptr_t at, uint64_t size, uint64_t mode) {
  if (size < mapping.page()) meetFate();
  if (!theMode->neighbourIsMapped || size == mapping.page()) return mapPiece(mapping, at, size, mode);
  return mapPiece(mapping, at / mapping.page() * mapping.page(), mapping.page(), mode);
}

bool isRegistered(const Mapping& mapping, const uffdio_range& range) {
  return mapping.descriptor >= 0 && range.start >= mapping.registeredFrom &&
         range.start + range.len <= mapping.registeredTo;
}

// Bytes mapped, or a negative errno where there are none: __mcopy_atomic_hugetlb().
long mapRange(Mapping& mapping, int fd, const uffdio_continue& args) {
  const uintptr_t end = args.range.start + args.range.len;
  if (!isRegistered(mapping, args.range)) return -ENOENT;
  const bool granular = isGranular(mapping, findDescriptor(fd), args.range.start);
  if (!granular && !isAligned(args.range, mapping.page())) return -EINVAL;
  completePages(mapping, args.range.start, args.range.len);
  long mapped = 0;
  for (uintptr_t at = args.range.start; at < end;) {
    const uint64_t size = granular ? largestLeaf(mapping, at, end) : mapping.page();
    long result = isTaken(mapping, at, size) ? -EEXIST : 0;
    if (result == 0 && !pageExists(*mapping.file, at - mapping.start + mapping.offset)) result = -EFAULT;
    if (result == 0) result = mapLeaf(mapping, at, size, args.mode);
    if (result < 0) return mapped > 0 ? mapped : result;
    recordPiece(mapping, at, size);
    mapped += static_cast<long>(size);
    at += size;
  }
  return mapped;
}

// The registered hugetlb mapping of the range. Unregistered memory is ENOENT before anything is compared,
// and that the real kernel says as well.
Mapping* hugetlbOf(const uffdio_range& range) {
  Mapping* mapping = findMapping(range.start);
  return mapping != nullptr && isRegistered(*mapping, range) ? mapping : nullptr;
}

// Where hugetlb refuses what is not a whole number of huge pages.
bool isUnaligned(const uffdio_range& range) {
  const Mapping* mapping = hugetlbOf(range);
  return mapping != nullptr && !isAligned(range, mapping->page());
}

bool isMalformed(const uffdio_range& range) { return range.len == 0 || !isAligned(range, kBase); }

}  // namespace

long continueRange(const Call& call, uffdio_continue& args) {
  const uint64_t modes = theMode->isOld() ? 1 : 3;  // DONTWAKE; WP since 6.4
  Mapping* mapping = findMapping(args.range.start);
  if (mapping == nullptr) {
    // One call behind the end of a mapping is still a call on it: no VMA there, so ENOENT, as the host says.
    return (args.mode & ~modes) != 0 ? -EINVAL : call.pass();
  }
  if (isMalformed(args.range) || (args.mode & ~modes) != 0) return -EINVAL;
  const long mapped = mapRange(*mapping, static_cast<int>(call.args[0]), args);
  args.mapped = mapped;
  if (mapped < 0) return mapped;
  return static_cast<uint64_t>(mapped) == args.range.len ? 0 : -EAGAIN;
}

long copyRange(const Call& call, uffdio_copy& args) {
  const uffdio_range range = {args.dst, args.len};
  if (isMalformed(range)) return call.pass();
  if (isUnaligned(range)) {
    args.copy = -EINVAL;
    return -EINVAL;
  }
  const long result = call.pass();
  Mapping* mapping = findMapping(args.dst);
  if (mapping != nullptr && args.copy > 0) recordPiece(*mapping, args.dst, static_cast<uint64_t>(args.copy));
  return result;
}

long zeroRange(const Call& call, uffdio_zeropage& args) {
  if (isMalformed(args.range) || hugetlbOf(args.range) == nullptr) return call.pass();
  args.zeropage = -EINVAL;
  return -EINVAL;
}

long poisonRange(const Call& call, uffdio_zeropage& args) {
  if (isMalformed(args.range) || !isUnaligned(args.range)) return call.pass();
  args.zeropage = -EINVAL;
  return -EINVAL;
}

long protectRange(const Call& call, const uffdio_writeprotect& args) {
  return isUnaligned(args.range) ? -EINVAL : call.pass();
}

}  // namespace twin
