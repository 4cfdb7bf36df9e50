// One timed system call. Nothing is subtracted: the clock's own cost stands in the report beside it.
#pragma once

#include "kernel/journal.h"
#include "kernel/kernel.h"

namespace hgm {

// Makes the call between two readings of the clock and adds the difference to the series where the call
// succeeded; a refused call is no sample. Returns the call's answer.
inline long timed(Kernel& kernel, Series& series, long number, long a, long b, long c) {
  const uint64_t before = kernel.now();
  const long result = kernel.call(number, a, b, c);
  const uint64_t after = kernel.now();
  if (result >= 0) series.add(after - before);
  return result;
}

}  // namespace hgm
