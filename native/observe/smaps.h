// What /proc/self/smaps says of one test mapping.
#pragma once

#include "observe/lab.h"

namespace hgm {

// Writes a look down: of how many VMAs the range consists now, how many of them carry `hm` (advised by
// MADV_SPLIT) and `ht` (hugetlb), the kernel page size, and bytes mapped by base pages where the key stands.
// Answers with the errno of the file where it can't be read.
void lookAtSmaps(Lab& lab, const char* step, const Mapping& mapping);

}  // namespace hgm
