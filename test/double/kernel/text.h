// Files of /proc/self that are made when they are opened. Each returns a descriptor at the start of the
// text, or minus the errno.
#pragma once

#include "own.h"

namespace twin {

// smaps with hugetlb mappings as such, and with the keys of the series where the mode has them.
long openSmaps(const char* path, bool rollup);

// status without the filter that the double lives by.
long openStatus(const char* path);

// fdinfo with the features that were asked for; `digits` is the number of the descriptor.
long openFdInfo(const char* path, const char* digits);

}  // namespace twin
