// What /proc/self/smaps says of test mappings.
#pragma once

#include "observe/context.h"

namespace hgm {

// One mapping to look at, and the step to write the finding down as.
struct SmapsLook {
  const char* step;
  Mapping mapping;
};

constexpr size_t kMostSmapsLooks = 5;

// Reads the file once and writes a look down for each mapping: of how many VMAs the range consists now, how
// many of them carry `hm` (advised by MADV_SPLIT) and `ht` (hugetlb), the kernel page size, and bytes mapped
// by base pages where the key stands. Answers with the errno of the file where it can't be read. At most
// kMostSmapsLooks.
void lookAtSmaps(Context& context, const SmapsLook* looks, size_t count);

// Writes a look down: `changed` where the whole mapping is one transparent huge page by the kernel's own word
// (AnonHugePages, ShmemPmdMapped), and those bytes.
void lookForHugePage(Context& context, const char* step, const Mapping& mapping);

}  // namespace hgm
