// CONTINUE, COPY, ZEROPAGE, POISON (kernel-facts, section 4; ground truth, section 2).
#include <algorithm>
#include <cerrno>

#include "model/model.h"

namespace model {
namespace {

namespace abi = hgm::abi;

constexpr uint64_t kDontWake = 1;
constexpr uint64_t kProtected = 2;

// As the kernel answers: bytes done or the errno in the struct; a short count is EAGAIN.
long answered(int64_t& field, int64_t done, uint64_t length) {
  field = done;
  if (done < 0) return done;
  return static_cast<uint64_t>(done) == length ? 0 : -EAGAIN;
}

}  // namespace

// Base-page aligned and not empty: else EINVAL with the struct untouched.
bool Model::plainRange(uint64_t start, uint64_t length) const {
  return length != 0 && ((start | length) & (traits.basePageBytes - 1)) == 0;
}

bool Model::granular(const Descriptor& of, const Vma& vma) const {
  if (!vma.hugetlb() || !vma.shared) return false;
  switch (traits.patch) {
    case Patch::kRfcV1:
      return true;
    case Patch::kRfcV2:
      return ((of.enabled >> 13) & 1) != 0;  // belongs to the descriptor
    case Patch::kMadvSplit:
      return vma.advised;  // belongs to the VMA
    default:
      return false;
  }
}

uint64_t Model::largestLeaf(const Vma& vma, uintptr_t at, uint64_t left) const {
  uint64_t best = traits.basePageBytes;
  for (const auto& [bytes, pool] : pools) {
    if (bytes <= vma.unit && at % bytes == 0 && left >= bytes) best = std::max(best, bytes);
  }
  return best;
}

int64_t Model::resumePages(const Descriptor& of, uintptr_t start, uint64_t length, bool isProtected) {
  Vma* const vma = space_.holding(start, length);
  if (vma == nullptr || vma->userfaultfd < 0) return -ENOENT;
  if (!vma->file) return -EINVAL;
  const bool fine = granular(of, *vma);
  const uint64_t granule = fine ? traits.basePageBytes : vma->unit;
  if (((start | length) & (granule - 1)) != 0) return -EINVAL;
  for (uintptr_t at = start; at < start + length;) {
    const uint64_t size = fine ? largestLeaf(*vma, at, start + length - at) : vma->unit;
    const PagePtr page = vma->file->cached(vma->indexOf(at));
    const bool there = space_.anyLeaf(at, size) || vma->tables.count({at, size}) != 0;
    const int64_t problem = !page ? -EFAULT : there ? -EEXIST : 0;
    if (problem != 0) return at == start ? problem : static_cast<int64_t>(at - start);
    space_.leaves[at] = {size, page, vma->offsetIn(at), isProtected};
    for (const uint64_t level : {k2M, k1G}) {
      if (size < level && level <= vma->unit) vma->tables.insert({at / level * level, level});
    }
    at += size;
  }
  return static_cast<int64_t>(length);
}

long Model::resume(int fd, const Descriptor& of, abi::FillArgs& args) {
  const uint64_t modes = kDontWake | (traits.since(604) ? 2 : 0);
  if (!plainRange(args.range.start, args.range.len) || (args.mode & ~modes) != 0) return -EINVAL;
  const int64_t done = resumePages(of, args.range.start, args.range.len, (args.mode & kProtected) != 0);
  const long result = answered(args.done, done, args.range.len);
  if (done > 0 && (args.mode & kDontWake) == 0) wake(fd, args.range.start, static_cast<uint64_t>(done));
  return result;
}

// Source bytes out of the model's own memory, or out of real memory of one base page.
void Model::copyBytes(Page& to, uintptr_t source, uint64_t length) {
  if (space_.at(source) == nullptr) {
    if (length != traits.basePageBytes) return;
    for (uint64_t i = 0; i < length; ++i) {
      if (const uint8_t byte = reinterpret_cast<const uint8_t*>(source)[i]) to.bytes[i] = byte;
    }
    return;
  }
  for (const auto& [at, leaf] : space_.leavesIn(source, source + length)) {
    for (const auto& [offset, byte] : leaf->page->bytes) {
      if (offset >= leaf->pageOffset && offset < leaf->pageOffset + leaf->size) {
        to.bytes[at - source + (offset - leaf->pageOffset)] = byte;
      }
    }
  }
}

// By the experiment itself. What it copies is asked for by no test: bytes are kept of loads and stores only.
void Model::copyBytes(uintptr_t to, uintptr_t from, uint64_t bytes) {
  for (const uintptr_t at : {from, to}) {
    const bool there = space_.leafAt(at) != nullptr && space_.leafAt(at + bytes - 1) != nullptr;
    if (!there) harm.emplace_back("a copy of memory that is not there");
  }
}

// Whether every page of the source is mapped. COPY of a huge page from one that is not takes a second page of
// the pool, to copy through while no lock is held (mm/hugetlb.c, hugetlb_mfill_atomic_pte).
bool Model::isMapped(uintptr_t source, uint64_t length) {
  uintptr_t at = source;
  for (const auto& [start, leaf] : space_.leavesIn(source, source + length)) {
    if (start != at) return false;
    at = start + leaf->size;
  }
  return at >= source + length;
}

// New pages into holes, with the bytes at `source`, or zeroes where that is 0.
int64_t Model::fillPages(uintptr_t start, uint64_t length, uintptr_t source, bool isProtected) {
  Vma* const vma = space_.holding(start, length);
  if (vma == nullptr || vma->userfaultfd < 0) return -ENOENT;
  // Huge pages whole on every kernel, with HGM as well; ZEROPAGE never.
  if (((start | length) & (vma->unit - 1)) != 0 || (vma->hugetlb() && source == 0)) return -EINVAL;
  for (uintptr_t at = start; at < start + length; at += vma->unit) {
    const bool there = space_.anyLeaf(at, vma->unit) || (vma->file && vma->file->cached(vma->indexOf(at)));
    const PagePtr page = there       ? nullptr
                         : vma->file ? vma->file->obtain(vma->indexOf(at))
                                     : std::make_shared<Page>(nullptr);
    if (!page) return at != start ? static_cast<int64_t>(at - start) : there ? -EEXIST : -ENOMEM;
    if (vma->hugetlb() && !isMapped(source + (at - start), vma->unit)) {
      if (!page->pool->take(false)) {
        vma->file->cache.erase(vma->indexOf(at));
        return -ENOMEM;
      }
      page->pool->give();
    }
    if (source != 0) copyBytes(*page, source + (at - start), vma->unit);
    space_.leaves[at] = {vma->unit, page, 0, isProtected};
  }
  return static_cast<int64_t>(length);
}

long Model::copy(int fd, abi::CopyArgs& args) {
  if (!plainRange(args.dst, args.len) || (args.mode & ~uint64_t{3}) != 0) return -EINVAL;
  const int64_t done = fillPages(args.dst, args.len, args.src, (args.mode & kProtected) != 0);
  const long result = answered(args.copy, done, args.len);
  if (done > 0 && (args.mode & kDontWake) == 0) wake(fd, args.dst, static_cast<uint64_t>(done));
  return result;
}

long Model::zero(int fd, abi::FillArgs& args) {
  if (!plainRange(args.range.start, args.range.len) || (args.mode & ~kDontWake) != 0) return -EINVAL;
  const int64_t done = fillPages(args.range.start, args.range.len, 0, false);
  const long result = answered(args.done, done, args.range.len);
  if (done > 0 && args.mode == 0) wake(fd, args.range.start, static_cast<uint64_t>(done));
  return result;
}

long Model::poison(int, abi::FillArgs& args) {
  const auto [start, length] = args.range;
  if (!plainRange(start, length) || (args.mode & ~kDontWake) != 0) return -EINVAL;
  const Vma* const vma = space_.holding(start, length);
  if (vma == nullptr || vma->userfaultfd < 0) return answered(args.done, -ENOENT, length);
  if (((start | length) & (vma->unit - 1)) != 0) return answered(args.done, -EINVAL, length);
  if (space_.anyLeaf(start, length)) return answered(args.done, -EEXIST, length);
  for (uintptr_t at = start; at < start + length; at += vma->unit)
    space_.leaves[at] = {vma->unit, nullptr, 0};
  return answered(args.done, static_cast<int64_t>(length), length);
}

}  // namespace model
