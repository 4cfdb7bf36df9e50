// The seam: everything that an experiment does to the machine goes through this class, so that a test
// can answer for the kernel.
#pragma once

#include <cstddef>
#include <cstdint>

namespace hgm {

// A load or store by the experiment itself.
struct Access {
  int signal = 0;              // 0, or SIGBUS, SIGSEGV that the access raised
  int code = 0;                // si_code of that signal
  uintptr_t faultAddress = 0;  // its si_addr
  uint8_t byte = 0;            // what a load saw
};

// An address as an argument of a system call.
inline long pointerTo(const void* p) { return static_cast<long>(reinterpret_cast<uintptr_t>(p)); }

class Kernel {
 public:
  // A system call by number. Returns its value, or minus the errno; never touches the C library's errno,
  // which the two threads of an experiment would share.
  virtual long call(long number, long a = 0, long b = 0, long c = 0, long d = 0, long e = 0, long f = 0) = 0;

  virtual Access load(uintptr_t address) = 0;
  virtual Access store(uintptr_t address, uint8_t byte) = 0;

  // A load by any of several threads at once. No signal of it is caught: one ends the process, as any fault
  // outside of load() and store() does.
  virtual void touch(uintptr_t address) = 0;

  // memcpy(3) between two mappings of the experiment, every page of which is there; back when the bytes are
  // in place.
  virtual void copyBytes(uintptr_t to, uintptr_t from, uint64_t bytes) = 0;

  // Nanoseconds of CLOCK_MONOTONIC.
  virtual uint64_t now() = 0;

  // Runs body(argument) in a second thread of this process, on the stack that ends at stackTop.
  // Returns a thread id, or minus the errno. The thread ends with the process at the latest.
  virtual long spawn(int (*body)(void*), void* argument, void* stackTop) = 0;

  virtual uint64_t basePageBytes() = 0;

 protected:
  ~Kernel() = default;  // never deleted through this class
};

// The machine that this process runs on.
Kernel& realKernel();

// Makes loads and stores of the real kernel survive SIGBUS and SIGSEGV, and has any other fault end the
// process with status kFaultExit + signal and without a line in the kernel log, which an unhandled
// SIGSEGV would leave. For the child of an experiment only.
void guardFaults();

constexpr int kFaultExit = 128;

}  // namespace hgm
