// madvise(2), mprotect(2) and mincore(2) (kernel-facts, section 4; ground truth, section 2).
#include <algorithm>
#include <cerrno>

#include "model/model.h"

namespace model {

namespace abi = hgm::abi;

long Model::advise(uintptr_t start, uint64_t length, int advice) {
  const bool known =
      advice == abi::kMadvNormal || advice == abi::kMadvDontneed || advice == abi::kMadvRemove ||
      advice == abi::kMadvHugepage || advice == abi::kMadvNohugepage ||
      (traits.since(514) && (advice == abi::kMadvPopulateRead || advice == abi::kMadvPopulateWrite)) ||
      (traits.since(601) && advice == abi::kMadvCollapse) ||
      (traits.patch == Patch::kMadvSplit && advice == abi::kMadvSplit);
  if (!known || start % traits.basePageBytes != 0) return -EINVAL;
  const uint64_t rounded = (length + traits.basePageBytes - 1) / traits.basePageBytes * traits.basePageBytes;
  if (rounded == 0) return 0;
  if (!space_.covered(start, rounded)) return -ENOMEM;
  Vma* const vma = space_.holding(start, rounded);
  return vma == nullptr ? 0 : adviseVma(*vma, start, rounded, advice);
}

long Model::adviseVma(Vma& vma, uintptr_t start, uint64_t length, int advice) {
  switch (advice) {
    case abi::kMadvDontneed:
      return dontneed(vma, start, length);
    case abi::kMadvRemove:
      return remove(vma, start, length);
    case abi::kMadvCollapse:
      return collapse(vma, start, length);
    case abi::kMadvSplit:
      return split(vma, start, length);
    case abi::kMadvPopulateRead:
    case abi::kMadvPopulateWrite:
      for (uintptr_t at = start; at < start + length; at += traits.basePageBytes) {
        if (space_.leafAt(at) == nullptr && !faultIn(vma, at)) return -EFAULT;
      }
      return 0;
    default:
      return 0;
  }
}

long Model::dontneed(const Vma& vma, uintptr_t start, uint64_t length) {
  uintptr_t end = start + length;
  if (vma.hugetlb()) {
    if (!traits.since(518) || start % vma.unit != 0) return -EINVAL;
    // 5.18 to 6.0 rounded up; since then a base page gives 0 and does nothing.
    end = (end + (traits.since(601) ? 0 : vma.unit - 1)) / vma.unit * vma.unit;
  }
  tell(vma, abi::kFeatureEventRemove, {abi::kEventRemove, {}, start, end, 0});
  space_.dropLeaves(start, end);
  return 0;
}

long Model::remove(const Vma& vma, uintptr_t start, uint64_t length) {
  if (!vma.file) return -EINVAL;
  if (!vma.shared) return -EACCES;
  File& file = *vma.file;
  const uint64_t from = vma.fileOffset + (start - vma.start);
  const uint64_t to = from + length;
  for (uint64_t index = from / file.unit; index * file.unit < to; ++index) {
    const PagePtr page = file.cached(index);
    if (!page) continue;
    const uint64_t pageStart = index * file.unit;
    if (pageStart < from || pageStart + file.unit > to) {
      // A part stays, and is zeroed since 5.19 (fs/hugetlbfs/inode.c, hugetlbfs_zero_partial_page).
      if (!traits.since(519)) continue;
      auto& bytes = page->bytes;
      bytes.erase(bytes.lower_bound(std::max(from, pageStart) - pageStart),
                  bytes.lower_bound(to - pageStart));
      continue;
    }
    file.cache.erase(index);
    for (auto each = space_.leaves.begin(); each != space_.leaves.end();) {
      each = each->second.page == page ? space_.leaves.erase(each) : std::next(each);
    }
  }
  return 0;
}

long Model::collapse(Vma& vma, uintptr_t start, uint64_t length) {
  if (!vma.hugetlb()) {
    if (start % k2M != 0 || length % k2M != 0) return -EINVAL;
    for (const auto& [at, leaf] : space_.leavesIn(start, start + length)) {
      if (vma.file && leaf->page != vma.file->cached(vma.indexOf(at))) return -EINVAL;  // a page of its own
    }
    for (uintptr_t at = start; at < start + length; at += traits.basePageBytes) {
      if (space_.leafAt(at) == nullptr) faultIn(vma, at);
    }
    return 0;
  }
  if (!traits.hgm() || !vma.shared) return -EINVAL;
  for (uintptr_t at = start / vma.unit * vma.unit; at < start + length; at += vma.unit) {
    const auto leaves = space_.leavesIn(at, at + vma.unit);
    if (leaves.empty() || leaves.front().second->size == vma.unit) continue;
    if (at < start || at + vma.unit > start + length) {
      harm.emplace_back("COLLAPSE of a part of a page that is mapped by base pages");
      continue;
    }
    const PagePtr page = leaves.front().second->page;
    space_.dropLeaves(at, at + vma.unit);
    space_.leaves[at] = {vma.unit, page, 0};  // one leaf, holes filled, content kept
    vma.tables.erase(vma.tables.lower_bound({at, 0}), vma.tables.lower_bound({at + vma.unit, 0}));
  }
  return 0;
}

// The VMA is cut, and a transparent huge page in it with it.
long Model::mprotect(uintptr_t start, uint64_t length) {
  Vma* const vma = space_.holding(start, length);
  if (vma == nullptr) return -ENOMEM;
  if (((start | length) & (vma->unit - 1)) != 0) return -EINVAL;
  const uintptr_t large = start / k2M * k2M;
  const Leaf* const leaf = space_.leafAt(start);
  if (leaf != nullptr && leaf->size == k2M && !vma->file && length < k2M) {
    const PagePtr page = leaf->page;
    space_.dropLeaves(large, large + k2M);
    for (uint64_t at = 0; at < k2M; at += vma->unit) space_.leaves[large + at] = {vma->unit, page, at};
  }
  space_.cut(start, start + length);
  return 0;
}

long Model::split(const Vma& vma, uintptr_t start, uint64_t length) {
  if (!vma.hugetlb() || !vma.shared || ((start | length) & (vma.unit - 1)) != 0) return -EINVAL;
  space_.cut(start, start + length);
  space_.at(start)->advised = true;
  return 0;
}

long Model::mincore(uintptr_t start, uint64_t length, uint8_t* vector) {
  if (start % traits.basePageBytes != 0) return -EINVAL;
  if (!space_.covered(start, length)) return -ENOMEM;
  for (uint64_t page = 0; page * traits.basePageBytes < length; ++page) {
    const uintptr_t at = start + page * traits.basePageBytes;
    const Vma& vma = *space_.at(at);
    // Of a file, what the page cache has; of private memory, what is mapped.
    const bool there = vma.file ? vma.file->cached(vma.indexOf(at)) != nullptr : space_.leafAt(at) != nullptr;
    vector[page] = there ? 1 : 0;
  }
  return 0;
}

}  // namespace model
