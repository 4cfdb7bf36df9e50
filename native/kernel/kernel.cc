#include "kernel/kernel.h"

#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>

#include "kernel/raw_syscall.h"

namespace hgm {
namespace {

// One guarded access at a time: the main thread of a child makes them all.
sigjmp_buf guardReturn;
volatile sig_atomic_t guardArmed = 0;
volatile sig_atomic_t guardSignal = 0;
volatile sig_atomic_t guardCode = 0;
volatile uintptr_t guardAddress = 0;

void onFault(int signal, siginfo_t* info, void*) {
  // Another process of this user may send the same signals, and a signal of a process is no answer of the
  // memory: its code is zero or below, which no process can change (do_rt_sigqueueinfo in kernel/signal.c).
  if (guardArmed && info->si_code > 0) {
    guardArmed = 0;
    guardSignal = signal;
    guardCode = info->si_code;
    guardAddress = reinterpret_cast<uintptr_t>(info->si_addr);
    siglongjmp(guardReturn, 1);
  }
  _exit(kFaultExit + signal);
}

template <typename Touch>
Access guarded(Touch touch) {
  Access access;
  guardSignal = 0;
  if (sigsetjmp(guardReturn, 0) == 0) {
    guardArmed = 1;
    access.byte = touch();
    guardArmed = 0;
  } else {
    access.signal = guardSignal;
    access.code = guardCode;
    access.faultAddress = guardAddress;
  }
  return access;
}

class RealKernel final : public Kernel {
 public:
  long call(long number, long a, long b, long c, long d, long e, long f) override {
    return rawSyscall(number, a, b, c, d, e, f);
  }

  Access load(uintptr_t address) override {
    return guarded([address] { return *reinterpret_cast<volatile uint8_t*>(address); });
  }

  Access store(uintptr_t address, uint8_t byte) override {
    return guarded([address, byte] { return *reinterpret_cast<volatile uint8_t*>(address) = byte; });
  }

  void touch(uintptr_t address) override { *reinterpret_cast<volatile uint8_t*>(address); }

  void copyBytes(uintptr_t to, uintptr_t from, uint64_t bytes) override {
    std::memcpy(reinterpret_cast<void*>(to), reinterpret_cast<const void*>(from), bytes);
    // Stores that are still on their way are not in place: the next system call would wait for them.
    std::atomic_thread_fence(std::memory_order_seq_cst);
  }

  uint64_t now() override {
    timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return static_cast<uint64_t>(time.tv_sec) * 1'000'000'000u + static_cast<uint64_t>(time.tv_nsec);
  }

  long spawn(int (*body)(void*), void* argument, void* stackTop) override {
    constexpr int kThread = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM;
    const int id = clone(body, stackTop, kThread, argument);
    return id == -1 ? -errno : id;
  }

  uint64_t basePageBytes() override { return static_cast<uint64_t>(sysconf(_SC_PAGESIZE)); }
};

RealKernel theKernel;

}  // namespace

Kernel& realKernel() { return theKernel; }

void guardFaults() {
  struct sigaction action = {};
  action.sa_sigaction = onFault;
  // SA_NODEFER: the handler leaves by siglongjmp, which does not restore the mask.
  action.sa_flags = SA_SIGINFO | SA_NODEFER;
  sigaction(SIGBUS, &action, nullptr);
  sigaction(SIGSEGV, &action, nullptr);
}

}  // namespace hgm
