// Pools, files, and one address space: what there is to be mapped, and what is mapped. Addresses are
// invented; no byte of test memory exists outside of the maps here.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <utility>
#include <vector>

namespace model {

struct Pool {
  uint64_t free = 0;
  uint64_t reserved = 0;
  uint64_t held = 0;      // pages taken or reserved by the experiment
  uint64_t mostHeld = 0;  // the largest value of `held`
  uint64_t takes = 0;     // how often a page was taken, each of which the kernel fills

  bool reserve();
  void unreserve();
  // A page, out of a reservation that is there or of what nobody reserved.
  bool take(bool reservedBefore);
  void give();
};

// One page of a file or of private memory. A huge page goes back to its pool with the last reference.
struct Page {
  explicit Page(Pool* from) : pool(from) {}
  ~Page() {
    if (pool != nullptr) pool->give();
  }
  Page(const Page&) = delete;
  Page& operator=(const Page&) = delete;

  uint8_t at(uint64_t offset) const;

  Pool* pool;
  std::map<uint64_t, uint8_t> bytes;  // what is not zero
};
using PagePtr = std::shared_ptr<Page>;

struct File {
  File(uint64_t pageBytes, Pool* from) : unit(pageBytes), pool(from) {}
  ~File();
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  bool hugetlb() const { return pool != nullptr; }
  PagePtr cached(uint64_t index) const;
  // The page of that index, made where it is not there. Null where the pool has none.
  PagePtr obtain(uint64_t index);
  // Reserves what a mapping of these pages may need; false where the pool can't.
  bool reserve(uint64_t first, uint64_t count);

  uint64_t unit;
  Pool* pool;
  uint64_t length = 0;
  std::map<uint64_t, PagePtr> cache;
  std::set<uint64_t> reserved;
};

// One page table entry of whatever level.
struct Leaf {
  uint64_t size;
  PagePtr page;         // null in a poison marker
  uint64_t pageOffset;  // where in the page this leaf begins
  bool writeProtected = false;
  bool accessProtected = false;
};

struct Vma {
  uintptr_t start, end;
  std::shared_ptr<File> file;  // none: private anonymous memory
  uint64_t fileOffset;
  bool shared;
  uint64_t unit;
  int userfaultfd = -1;
  uint64_t modes = 0;
  bool advised = false;  // VmFlags `hm`
  // Page tables below the huge page, by address and the size that one entry above them would map. Only munmap
  // and COLLAPSE free them (ground truth, "a base-page mapping leaves its page table behind").
  std::set<std::pair<uintptr_t, uint64_t>> tables = {};
  std::set<uintptr_t> markers = {};  // pages that are not there and protected against writing

  bool hugetlb() const { return file != nullptr && file->hugetlb(); }
  uint64_t indexOf(uintptr_t at) const { return (fileOffset + (at - start)) / file->unit; }
  uint64_t offsetIn(uintptr_t at) const { return (fileOffset + (at - start)) % file->unit; }
};

class Space {
 public:
  Vma& add(Vma vma);
  Vma* at(uintptr_t address);
  // The VMA that holds the whole range, or null.
  Vma* holding(uintptr_t start, uint64_t length);
  bool covered(uintptr_t start, uint64_t length);
  // Cuts VMAs so that one begins and one ends exactly here.
  void cut(uintptr_t start, uintptr_t end);
  Leaf* leafAt(uintptr_t address);
  bool anyLeaf(uintptr_t start, uint64_t length);
  // Page table entries that lie in the range.
  void dropLeaves(uintptr_t start, uintptr_t end);
  std::vector<std::pair<uintptr_t, Leaf*>> leavesIn(uintptr_t start, uintptr_t end);
  bool isFree(uintptr_t start, uint64_t length) const;
  uintptr_t freeAddress(uint64_t length, uint64_t alignment);

  std::map<uintptr_t, Vma> vmas;
  std::map<uintptr_t, Leaf> leaves;

 private:
  uintptr_t next_ = 0x7a0000000000;
};

}  // namespace model
