// Test memory of the kind that the plan names, made for one trial and never shared with another.
#pragma once

#include "observe/context.h"

namespace hgm {

struct TestMapping {
  int fd = -1;        // memfd, or -1 for anonymous memory
  Mapping primary;    // the mapping under test
  Mapping alias;      // a second mapping of the same file, for contents; none where nothing was written
  uint64_t unit = 0;  // what an operation covers whole: the huge page of hugetlb memory, else the base page
  explicit operator bool() const { return static_cast<bool>(primary); }
};

// `units` pages with nothing in them. Takes no page and reserves none, whatever the pool holds.
TestMapping emptyMapping(Context& context, uint64_t units);

// A test mapping with a page in it: bytes at the sixth and seventh base page were written through an alias,
// as the documented flow of the series does. Takes one huge page of hugetlb memory, which must have been
// allowed. Anonymous memory has no alias and is written directly.
TestMapping filledMapping(Context& context);

// What filledMapping wrote, and where: one base page and its neighbour.
constexpr uint64_t kProbePage = 5;
constexpr uint64_t kNeighbourPage = 6;
constexpr uint8_t kProbeByte = 0x45;
constexpr uint8_t kNeighbourByte = 0x46;

// A source for UFFDIO_COPY: zeroes, with kCopiedByte first, every page of it mapped already. A hole in it
// would have the kernel take a second huge page, to copy through while no lock is held (mm/hugetlb.c,
// hugetlb_mfill_atomic_pte), which nobody lent.
Mapping copySource(Context& context, uint64_t length);
constexpr uint8_t kCopiedByte = 0x5a;

// Memory at a multiple of its length, of a file or anonymous where there is none (-1).
Mapping alignedMapping(Context& context, const char* step, int fd, uint64_t length);

// The memory of the plan, shmem or anonymous, of one transparent huge page, or of some base pages where the
// kernel has none; mapped that way, since address and offset of a file must agree (mm/huge_memory.c,
// thp_vma_suitable_order).
TestMapping alignedTestMapping(Context& context);

// A second mapping of its file, by which it gets base pages, whatever the settings say: where a huge page
// comes at the first touch (shmem_enabled `always`), what is served from the file is one already (mm/shmem.c,
// shmem_is_huge: VM_NOHUGEPAGE goes before the setting).
Mapping basePageAlias(Context& context, const TestMapping& of);
uint64_t alignedLength(Context& context);

// Shmem, or anonymous memory, beside hugetlb memory: where the same call must work if it is known at all.
TestMapping formMapping(Context& context, Memory memory);

// A descriptor with the whole mapping registered in that mode, that answers with SIGBUS and not with a
// message: a touch of what is still missing returns instead of waiting. Negative where one of the calls was
// refused.
int sigbusDescriptor(Context& context, const Mapping& mapping, uint64_t mode);

// Looks whether the byte is there, and writes down `changed`.
void lookForByte(Context& context, const char* step, const Mapping& mapping, uint64_t offset,
                 uint8_t expected);

}  // namespace hgm
