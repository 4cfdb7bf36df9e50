#include "leaves.h"

#include <linux/userfaultfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace twin {
namespace {

// A larger page is not filled with memory: its mapping as one piece is played by taking the range out of
// the registration, after which shmem serves any touch of it.
constexpr uint64_t kLargestFilled = uint64_t{32} << 20;

long uffd(const Mapping& mapping, unsigned long command, void* args) {
  return own(SYS_ioctl, mapping.descriptor, static_cast<long>(command), pointer(args));
}

bool isSparse(const Mapping& mapping, uint64_t length) {
  return length > kLargestFilled && mapping.descriptor >= 0;
}

bool isWholeSparse(const Mapping& mapping, uintptr_t page) {
  return isSparse(mapping, mapping.page()) && *mapping.leafAt(page) == kWhole;
}

void put(Mapping& mapping, uintptr_t at, uint64_t length, Leaf leaf) {
  std::memset(mapping.leafAt(at), leaf, length / kBase);
}

uint64_t offsetOf(const Mapping& mapping, uintptr_t at) { return at - mapping.start + mapping.offset; }

void fill(const Mapping& mapping, uintptr_t at, uint64_t length) {
  own(SYS_fallocate, mapping.file->fd, 0, static_cast<long>(offsetOf(mapping, at)),
      static_cast<long>(length));
}

bool isMapped(uint8_t leaf) { return leaf == kBaseLeaf || leaf == kPart || leaf == kWhole; }

// What MADV_DONTNEED leaves of it. The table of a whole page is the one that every mapping has.
uint8_t emptied(uint8_t leaf) {
  if (leaf == kBaseLeaf) return kEmptyBase;
  if (leaf == kPart) return kEmptyPart;
  return leaf == kWhole ? uint8_t{kNoLeaf} : leaf;
}

// What is not yet mapped of a huge page, run by run.
long mapGaps(Mapping& mapping, uintptr_t page) {
  const uint8_t* leaves = mapping.leafAt(page);
  const uint64_t count = mapping.page() / kBase;
  for (uint64_t from = 0; from < count;) {
    uint64_t to = from;
    while (to < count && !isMapped(leaves[to])) ++to;
    if (to > from) {
      const long result = mapPiece(mapping, page + from * kBase, (to - from) * kBase, 0);
      if (result < 0) return result;
    }
    from = to + 1;
  }
  return 0;
}

}  // namespace

bool anyLeaf(const Mapping& mapping, uintptr_t from, uint64_t length) {
  const uint8_t* leaves = mapping.leafAt(from);
  return std::any_of(leaves, leaves + length / kBase, isMapped);
}

bool isTaken(const Mapping& mapping, uintptr_t at, uint64_t size) {
  const uint8_t* leaves = mapping.leafAt(at);
  return std::any_of(leaves, leaves + size / kBase, [&](uint8_t leaf) {
    return isMapped(leaf) || (leaf == kEmptyBase && size > kBase) || (leaf == kEmptyPart && size > kPage2M);
  });
}

void completePages(const Mapping& mapping, uintptr_t from, uint64_t length) {
  const uint64_t page = mapping.page();
  if (page > kLargestFilled) return;
  File& file = *mapping.file;
  for (uintptr_t at = from / page * page; at < from + length; at += page) {
    const uint64_t bit = uint64_t{1} << (offsetOf(mapping, at) / page);
    if ((file.complete & bit) != 0 || !pageExists(file, offsetOf(mapping, at))) continue;
    fill(mapping, at, page);
    file.complete |= bit;
  }
}

long mapPiece(Mapping& mapping, uintptr_t at, uint64_t length, uint64_t mode) {
  if (isSparse(mapping, length)) {
    uffdio_range range = {at, length};
    return uffd(mapping, UFFDIO_UNREGISTER, &range);
  }
  if (mapping.page() > kLargestFilled) fill(mapping, at, length);
  uffdio_continue args = {{at, length}, mode, 0};
  const long result = uffd(mapping, UFFDIO_CONTINUE, &args);
  // Something there that was touched before it was registered: the whole piece would have been refused.
  return result == -EAGAIN ? -EEXIST : result;
}

void recordPiece(Mapping& mapping, uintptr_t at, uint64_t length) {
  const uint64_t page = mapping.page();
  put(mapping, at, length, length % page == 0 ? kWhole : length == kPage2M ? kPart : kBaseLeaf);
}

long unmapPages(Mapping& mapping, uintptr_t from, uint64_t length) {
  const long result = own(SYS_madvise, static_cast<long>(from), static_cast<long>(length), MADV_DONTNEED);
  if (result < 0) return result;
  for (uintptr_t at = from; at < from + length; at += mapping.page()) {
    if (isWholeSparse(mapping, at)) {
      uffdio_register args = {{at, mapping.page()}, mapping.registeredMode, 0};
      uffd(mapping, UFFDIO_REGISTER, &args);
    }
    uint8_t* leaves = mapping.leafAt(at);
    std::transform(leaves, leaves + mapping.page() / kBase, leaves, emptied);
  }
  return 0;
}

long collapsePages(Mapping& mapping, uintptr_t from, uint64_t length) {
  const uint64_t page = mapping.page();
  for (uintptr_t at = from; at < from + length; at += page) {
    if (!anyLeaf(mapping, at, page) || *mapping.leafAt(at) == kWhole) continue;
    const long result = isSparse(mapping, page) ? mapPiece(mapping, at, page, 0) : mapGaps(mapping, at);
    if (result < 0) return result;
    put(mapping, at, page, kWhole);
  }
  return 0;
}

}  // namespace twin
