#include "model/memory.h"

#include <algorithm>
#include <utility>

namespace model {

bool Pool::reserve() {
  if (free <= reserved) return false;
  ++reserved;
  ++held;
  mostHeld = std::max(mostHeld, held);
  return true;
}

void Pool::unreserve() {
  --reserved;
  --held;
}

bool Pool::take(bool reservedBefore) {
  if (reservedBefore) {
    unreserve();
  } else if (free <= reserved) {
    return false;
  }
  --free;
  ++takes;
  ++held;
  mostHeld = std::max(mostHeld, held);
  return true;
}

void Pool::give() {
  ++free;
  --held;
}

uint8_t Page::at(uint64_t offset) const {
  const auto found = bytes.find(offset);
  return found == bytes.end() ? 0 : found->second;
}

File::~File() {
  for (size_t i = 0; i < reserved.size(); ++i) pool->unreserve();
}

PagePtr File::cached(uint64_t index) const {
  const auto found = cache.find(index);
  return found == cache.end() ? nullptr : found->second;
}

PagePtr File::obtain(uint64_t index) {
  if (PagePtr there = cached(index)) return there;
  if (pool != nullptr && !pool->take(reserved.erase(index) != 0)) return nullptr;
  return cache[index] = std::make_shared<Page>(pool);
}

bool File::reserve(uint64_t first, uint64_t count) {
  std::vector<uint64_t> added;
  for (uint64_t index = first; index < first + count; ++index) {
    if (cached(index) || reserved.count(index) != 0) continue;
    if (!pool->reserve()) {
      for (const uint64_t back : added) {
        reserved.erase(back);
        pool->unreserve();
      }
      return false;
    }
    reserved.insert(index);
    added.push_back(index);
  }
  return true;
}

Vma& Space::add(Vma vma) {
  const uintptr_t start = vma.start;
  return vmas.insert_or_assign(start, std::move(vma)).first->second;
}

Vma* Space::at(uintptr_t address) {
  auto after = vmas.upper_bound(address);
  if (after == vmas.begin()) return nullptr;
  Vma& vma = std::prev(after)->second;
  return address < vma.end ? &vma : nullptr;
}

Vma* Space::holding(uintptr_t start, uint64_t length) {
  Vma* const vma = at(start);
  return vma != nullptr && start + length <= vma->end ? vma : nullptr;
}

bool Space::covered(uintptr_t start, uint64_t length) {
  for (uintptr_t from = start; from < start + length;) {
    const Vma* const vma = at(from);
    if (vma == nullptr) return false;
    from = vma->end;
  }
  return true;
}

void Space::cut(uintptr_t start, uintptr_t end) {
  for (const uintptr_t edge : {start, end}) {
    Vma* const vma = at(edge);
    if (vma == nullptr || vma->start == edge) continue;
    Vma upper = *vma;
    upper.start = edge;
    upper.fileOffset += edge - vma->start;
    vma->end = edge;
    add(std::move(upper));
  }
}

Leaf* Space::leafAt(uintptr_t address) {
  auto after = leaves.upper_bound(address);
  if (after == leaves.begin()) return nullptr;
  const auto found = std::prev(after);
  return address < found->first + found->second.size ? &found->second : nullptr;
}

bool Space::anyLeaf(uintptr_t start, uint64_t length) {
  if (leafAt(start) != nullptr) return true;
  const auto next = leaves.lower_bound(start);
  return next != leaves.end() && next->first < start + length;
}

void Space::dropLeaves(uintptr_t start, uintptr_t end) {
  for (auto each = leaves.lower_bound(start); each != leaves.end() && each->first < end;) {
    each = each->first + each->second.size <= end ? leaves.erase(each) : std::next(each);
  }
}

std::vector<std::pair<uintptr_t, Leaf*>> Space::leavesIn(uintptr_t start, uintptr_t end) {
  std::vector<std::pair<uintptr_t, Leaf*>> found;
  for (auto each = leaves.lower_bound(start); each != leaves.end() && each->first < end; ++each) {
    found.emplace_back(each->first, &each->second);
  }
  return found;
}

bool Space::isFree(uintptr_t start, uint64_t length) const {
  for (const auto& [from, vma] : vmas) {
    if (vma.start < start + length && vma.end > start) return false;
  }
  return true;
}

uintptr_t Space::freeAddress(uint64_t length, uint64_t alignment) {
  const uintptr_t at = (next_ + alignment - 1) / alignment * alignment;
  // A gap after each mapping: nothing here merges VMAs.
  next_ = at + length + 0x100000;
  return at;
}

}  // namespace model
