// Where a measurement runs: one CPU, near the memory that is measured.
#pragma once

#include "observe/context.h"

namespace hgm {

// The CPUs that this process may run on, as sched_getaffinity(2) writes them.
struct Cpus {
  static constexpr size_t kMost = 8192;  // CONFIG_NR_CPUS of any distribution at the most

  uint64_t bits[kMost / 64] = {};

  bool has(size_t cpu) const { return cpu < kMost && (bits[cpu / 64] >> (cpu % 64) & 1) != 0; }
  // The first one at or after `from`, or -1.
  int next(size_t from) const;
  size_t count() const;
};

// None at all where the call is refused.
Cpus allowedCpus(Kernel& kernel);

// Pins the calling thread to one CPU. False where that is refused.
bool pinTo(Kernel& kernel, int cpu);

// The CPU that the calling thread is on and its NUMA node; -1 where the kernel does not say.
Place currentPlace(Kernel& kernel);

// Pins the child to the plan's CPU, else to the one it is on, or to one of the page's NUMA node where that is
// another, and notes both in context.place. To be called before series are opened. `page` is an address whose
// page is mapped (get_mempolicy(2) faults a missing one in, which would wait for a handler), or 0.
void settle(Context& context, uintptr_t page);

}  // namespace hgm
