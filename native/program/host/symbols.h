// Names of functions in /proc/kallsyms that tell of the HGM series.
#pragma once

#include <cstddef>

namespace hgm {

// Text that lines are added to, each ended.
struct Kept {
  char* text;
  size_t room;
  size_t length = 0;
  bool full = false;
};

// Of whole lines those whose symbol begins with a name of src/observe/files/series-names.ts, and one that
// every kernel has, so that none of them is told from a file that shows nothing. Without their addresses,
// which are nobody's business.
void keepSymbols(const char* lines, size_t length, Kept& kept);

// The length of what is kept of the file, or minus the errno.
long readSymbols(const char* path, char* to, size_t room);

}  // namespace hgm
