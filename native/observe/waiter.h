// A second thread of an experiment, which takes the fault that the first one serves.
#pragma once

#include <atomic>

#include "observe/context.h"

namespace hgm {

class Waiter {
 public:
  // What the thread does: it loads from the address in user mode, or has the kernel write there.
  enum class Way { kTouch, kKernelWrite };

  Waiter(Context& context, Way way, uintptr_t address) : context_(context), way_(way), address_(address) {}

  // Starts the thread on the context's scratch memory. Returns a thread id, or a negative errno.
  long start();
  // Waits for a page fault on the descriptor, at most that long, and takes its message. False where none
  // came; true for no other event.
  bool faultArrives(int fd, uint32_t milliseconds);
  // Waits until the thread is done, at most that long.
  bool finishes(uint32_t milliseconds);
  bool finished() const { return done_.load(std::memory_order_acquire); }
  // What the kernel's write returned in the thread, or 0 for a load. Only after finished().
  long result() const { return result_; }

 private:
  static int body(void* self);

  Context& context_;
  const Way way_;
  const uintptr_t address_;
  long result_ = 0;
  std::atomic<bool> done_{false};
};

}  // namespace hgm
