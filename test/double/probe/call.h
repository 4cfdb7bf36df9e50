// Calls as the addon makes them, by an instruction of their own, and lines as the transcripts have them.
#pragma once

#include <linux/userfaultfd.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <initializer_list>

namespace probe {

inline long raw(long number, long a = 0, long b = 0, long c = 0, long d = 0, long e = 0, long f = 0) {
  long result;
  register long r10 asm("r10") = d;
  register long r8 asm("r8") = e;
  register long r9 asm("r9") = f;
  asm volatile("syscall"
               : "=a"(result)
               : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
               : "rcx", "r11", "memory");
  return result;
}

inline long pointer(const void* p) { return static_cast<long>(reinterpret_cast<uintptr_t>(p)); }

constexpr uint64_t kBase = 4096;
constexpr uint64_t k2M = uint64_t{2} << 20;
constexpr long kUntouched = -99999;

// `  LABEL  ret=… errno=…`, without the newline.
void answer(const char* label, long result);
// The same, and a newline.
void told(const char* label, long result);

}  // namespace probe
