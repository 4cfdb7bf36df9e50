// Makes the forks of a nursery cheap.
#pragma once

#include "process/arena.h"

namespace hgm {

// What an experiment does not need of a process that was forked from Node: its heaps, which are most of it.
// Code, the stack and the arena stay. For the nursery, which is single-threaded.
class Trim {
 public:
  // Children do not get it: their fork costs a tenth, and so does all that walks their mappings, which is
  // each end of a userfaultfd and each reading of smaps. Where /proc is not there, it just costs more.
  void keepFromChildren(const Bench& bench);
  // Nor has the nursery it any more, whose end would have to wait for that otherwise. At most once.
  void giveBack();

 private:
  struct Span {
    uintptr_t start, end;
  };
  static constexpr size_t kMost = 1024;

  // Whether a line of /proc/self/maps is of such memory. `behindFile` is kept from line to line.
  static bool isUnneeded(const char* line, uintptr_t& behindFile, Span& span);

  Span spans_[kMost];
  size_t count_ = 0;
};

}  // namespace hgm
