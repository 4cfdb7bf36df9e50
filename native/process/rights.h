// What a process may, as far as execve(2) could change it: the caller's rights are to be the same in the
// program that runs the experiments as in the process that started it.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernel/kernel.h"

namespace hgm {

struct Rights {
  static constexpr size_t kCount = 12;
  // Names in the order of `value`: they stand in reports.
  static const char* const kNames[kCount];

  // A figure for each, or a checksum of what is longer than one; kUnknown where the kernel does not tell.
  static constexpr uint64_t kUnknown = ~uint64_t{0};
  uint64_t value[kCount];

  uint64_t permitted() const { return value[0]; }
  uint64_t effective() const { return value[1]; }
  uint64_t inheritable() const { return value[2]; }
  uint64_t userId() const { return value[3]; }
};

// Of the calling thread.
Rights rightsOf(Kernel& kernel);

// Gives up what an execve(2) has added: of root, everything that its bounding set has. Returns 0, or minus
// the errno.
long reduceTo(Kernel& kernel, const Rights& rights);

// Keeps what the caller is permitted over the next execve(2), which takes it from everybody but root
// (capabilities(7), ambient set). For the process that is about to make it; what the kernel refuses of it the
// program sees to be gone.
void keepOverExec(Kernel& kernel, const Rights& rights);

}  // namespace hgm
