// What the double remembers of this process: its hugetlb files, their mappings, its descriptors.
#pragma once

#include <cstddef>
#include <cstdint>

#include "mode.h"
#include "own.h"

namespace twin {

// A hugetlb file, which in truth is shmem.
struct File {
  uint64_t device, inode;
  int fd;  // the double's own duplicate, so that the inode can't be given to another
  uint64_t pageBytes;
  uint64_t complete;  // huge pages that shmem holds whole: one bit each, up to 64
};

// How a base page of a mapping stands in its page table. Only of what CONTINUE, COPY and COLLAPSE mapped.
// kPart: 2M inside a larger page. An empty one was dropped by MADV_DONTNEED, which leaves the table that it
// stood in: no larger leaf finds room there (hgm-ground-truth.md).
enum Leaf : uint8_t { kNoLeaf, kBaseLeaf, kPart, kWhole, kEmptyBase, kEmptyPart };

// One bit for each huge page of a mapping. The longest that is cut or advised has 256.
struct Pages {
  uint64_t words[4];

  bool has(uint64_t page) const { return page < 256 && ((words[page / 64] >> (page % 64)) & 1u) != 0; }
  void add(uint64_t page) {
    if (page < 256) words[page / 64] |= uint64_t{1} << (page % 64);
  }
};

struct Mapping {
  uintptr_t start;
  uint64_t length;  // 0: a free slot
  File* file;
  uint64_t offset;
  bool isPrivate, isReserved;
  int descriptor;  // registered with, -1 for none
  uintptr_t registeredFrom, registeredTo;
  uint64_t registeredMode;
  uint8_t* leaves;  // one for each base page
  Pages advised;    // by MADV_SPLIT
  Pages cuts;       // a VMA begins at this huge page

  uintptr_t end() const { return start + length; }
  uint64_t page() const { return file->pageBytes; }
  uint64_t pages() const { return length / page(); }
  bool holds(uintptr_t at) const { return at >= start && at < end(); }
  uint8_t* leafAt(uintptr_t at) const { return leaves + (at - start) / kBase; }
};

struct Descriptor {
  int fd;
  bool inUse;
  bool hgm;           // bit 13 was asked for
  uint64_t features;  // asked for
};

struct Table {
  static constexpr size_t kFiles = 512, kMappings = 128, kDescriptors = 128;
  long process;
  size_t files, descriptors;
  File file[kFiles];
  Mapping mapping[kMappings];
  Descriptor descriptor[kDescriptors];
};

// The table of this process: private to it, made when first needed. A fork begins with an empty one.
Table& table();

File* findFile(int fd);
File* addFile(int fd, uint64_t pageBytes);
Mapping* findMapping(uintptr_t at);
// Any mapping that the range touches, from `after` on; nullptr where there is none.
Mapping* overlapping(uintptr_t start, uintptr_t end, const Mapping* after = nullptr);
Mapping* addMapping(uintptr_t start, uint64_t length, File& file, uint64_t offset);
void dropMapping(Mapping& mapping);
Descriptor* findDescriptor(int fd);
// A descriptor that is fresh: whatever was registered with that number before is gone.
Descriptor* addDescriptor(int fd);

// Whether anything was ever written into the huge page of the file at that offset.
bool pageExists(const File& file, uint64_t offset);

}  // namespace twin
