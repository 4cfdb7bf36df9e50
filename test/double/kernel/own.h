// The double's own system calls: made by one instruction whose address the filter lets through.
#pragma once

#include <cstdint>

extern "C" long double_syscall(long number, long a, long b, long c, long d, long e, long f);
extern "C" const char double_syscall_return[];

namespace twin {

// Returns the value, or minus the errno.
inline long own(long number, long a = 0, long b = 0, long c = 0, long d = 0, long e = 0, long f = 0) {
  return double_syscall(number, a, b, c, d, e, f);
}

inline long pointer(const void* p) { return static_cast<long>(reinterpret_cast<uintptr_t>(p)); }

// One trapped system call.
struct Call {
  long number;
  long args[6];

  // The same call to the real kernel.
  long pass() const { return own(number, args[0], args[1], args[2], args[3], args[4], args[5]); }
};

constexpr uint64_t kBase = 4096;

}  // namespace twin
