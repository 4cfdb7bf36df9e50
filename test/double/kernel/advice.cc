// madvise: DONTNEED and REMOVE by the rules of hugetlb, COLLAPSE and MADV_SPLIT by those of the series.
#include <sys/mman.h>
#include <sys/syscall.h>

#include <cerrno>
#include <initializer_list>

#include "calls.h"
#include "hgm.h"
#include "leaves.h"

namespace twin {
namespace {

constexpr long kCollapse = 25;
constexpr long kSplit = 26;

struct Range {
  uintptr_t start, end;
  uint64_t length() const { return end - start; }
};

Range whole(const Mapping& mapping, Range range) {
  const uint64_t page = mapping.page();
  return {(range.start + page - 1) / page * page, range.end / page * page};
}

// Since 6.1 the length is rounded down, and nothing may be left of it.
long dontneed(Mapping& mapping, Range range) {
  if (range.start % mapping.page() != 0) return -EINVAL;
  const Range pages = whole(mapping, range);
  return pages.length() == 0 ? 0 : unmapPages(mapping, pages.start, pages.length());
}

// A part of a huge page is zeroed and stays; a whole one goes back to the pool, out of every mapping.
long zero(const Mapping& mapping, uintptr_t from, uintptr_t to) {
  static const uint8_t kZeroes[kBase] = {};
  for (uintptr_t at = from; at < to; at += kBase) {
    const uint64_t offset = at - mapping.start + mapping.offset;
    if (!pageExists(*mapping.file, offset)) continue;
    own(SYS_pwrite64, mapping.file->fd, pointer(kZeroes), kBase, static_cast<long>(offset));
  }
  return 0;
}

long remove(Mapping& mapping, Range range) {
  if (mapping.isPrivate) return -EACCES;
  const Range pages = whole(mapping, range);
  if (pages.start >= pages.end) return zero(mapping, range.start, range.end);
  zero(mapping, range.start, pages.start);
  zero(mapping, pages.end, range.end);
  mapping.file->complete = 0;
  for (Mapping& other : table().mapping) {
    if (other.length == 0 || other.file != mapping.file) continue;
    const uintptr_t from = pages.start - mapping.start + mapping.offset - other.offset + other.start;
    if (from >= other.start && from + pages.length() <= other.end()) unmapPages(other, from, pages.length());
  }
  return own(SYS_madvise, static_cast<long>(pages.start), static_cast<long>(pages.length()), MADV_REMOVE);
}

// Any page-aligned range is taken; only whole huge pages change.
long collapse(Mapping& mapping, Range range) {
  if (!hgmWorks(mapping)) return -EINVAL;
  const Range pages = whole(mapping, range);
  return pages.start < pages.end ? collapsePages(mapping, pages.start, pages.length()) : 0;
}

// MADV_SPLIT marks the VMA and cuts it at the ends of the range. It splits no page.
long split(Mapping& mapping, Range range) {
  const uint64_t page = mapping.page();
  if (!hgmWorks(mapping) || range.start % page != 0 || range.end % page != 0) return -EINVAL;
  const uint64_t from = (range.start - mapping.start) / page;
  const uint64_t to = (range.end - mapping.start) / page;
  for (uint64_t at = from; at < to; ++at) mapping.advised.add(at);
  for (const uint64_t edge : {from, to}) {
    if (edge > 0 && edge < mapping.pages()) mapping.cuts.add(edge);
  }
  return 0;
}

// Memory that is not of ours: only whether there is any.
long checkMapped(Range range) {
  return own(SYS_madvise, static_cast<long>(range.start), static_cast<long>(range.length()), MADV_NORMAL);
}

long splitAdvice(const Call& call, Mapping* mapping, Range range) {
  if (theMode->advice == Advice::kHost) return call.pass();
  if (range.start % kBase != 0) return -EINVAL;
  if (range.length() == 0) return 0;
  if (theMode->advice == Advice::kHollow) return checkMapped(range);
  if (mapping == nullptr) {
    const long there = checkMapped(range);
    return there < 0 ? there : -EINVAL;
  }
  return range.end > mapping->end() ? -ENOMEM : split(*mapping, range);
}

}  // namespace

long advise(const Call& call) {
  const auto start = static_cast<uintptr_t>(call.args[0]);
  const uint64_t length = (static_cast<uint64_t>(call.args[1]) + kBase - 1) / kBase * kBase;
  const Range range = {start, start + length};
  Mapping* mapping = findMapping(start);
  if (call.args[2] == kSplit) return splitAdvice(call, mapping, range);
  if (mapping == nullptr) return call.pass();
  if (start % kBase != 0) return -EINVAL;
  if (length == 0) return 0;
  if (range.end > mapping->end()) return -ENOMEM;
  switch (call.args[2]) {
    case MADV_DONTNEED:
      return dontneed(*mapping, range);
    case MADV_REMOVE:
      return remove(*mapping, range);
    case kCollapse:
      return collapse(*mapping, range);
    default:
      return call.pass();
  }
}

}  // namespace twin
