// A second thread of an experiment, which takes the fault that the first one serves.
#pragma once

#include <atomic>

#include "kernel/abi.h"
#include "observe/context.h"

namespace hgm {

// For a fault to arrive, and for a thread to go on. Nearly all of it is waited out only where something is
// amiss: on a machine with thirty runs at once half a second was not enough.
constexpr uint32_t kPatienceMs = 2000;

// The last 64 KiB of scratch memory, for what COPY puts in place: the first ones are the thread's stack.
inline uint8_t* besideStack(Context& context) {
  return context.scratch + context.scratchBytes - size_t{64} * 1024;
}

class Waiter {
 public:
  // What the thread does, with what `argument` is to it. Nothing in it is written down: the journal is the
  // first thread's.
  using Fault = long (*)(Context& context, uintptr_t argument);

  Waiter(Context& context, Fault fault, uintptr_t argument)
      : context_(context), fault_(fault), argument_(argument) {}

  // Starts the thread on the context's scratch memory. Returns a thread id, or a negative errno.
  long start();
  // On that memory instead: what forks needs a stack that its child does not share.
  long start(const Mapping& stack);
  // Starts it, and waits until its fault is there. False where one of the two was not to be had, which is
  // written down.
  bool startAndFault(int fd);
  // Waits for a page fault on the descriptor, at most that long, and takes its message. False where none
  // came; true for no other event.
  bool faultArrives(int fd, uint32_t milliseconds);
  // The same, and what its message says.
  bool faultArrives(int fd, uint32_t milliseconds, abi::Message& message);
  // Waits until the thread is done, at most that long.
  bool finishes(uint32_t milliseconds);
  bool finished() const { return done_.load(std::memory_order_acquire); }
  // What the fault's function returned in the thread. Only after finished().
  long result() const { return result_; }

 private:
  static int body(void* self);

  Context& context_;
  const Fault fault_;
  const uintptr_t argument_;
  long result_ = 0;
  std::atomic<bool> done_{false};
};

// The next message of the descriptor, if there is one now.
bool nextMessage(Context& context, int fd, abi::Message& message);

// A load from the address in user mode. Returns 0.
long faultByLoad(Context& context, uintptr_t address);
// The same, with what the load met; its address is `argument`.
struct Load {
  uintptr_t address;
  Access met;
};
long faultAndTell(Context& context, uintptr_t argument);
// Has the kernel write there. Returns what the call did.
long faultByKernel(Context& context, uintptr_t address);

// How one fault is written down, and the COPY that serves it.
struct Service {
  const char* fault;  // the step that the fault is, and the call that it is taken by
  const char* call;
  const char* event;  // the step of the look for its message: `delivered`
  uint64_t offset;    // of what is copied, in the mapping
  uint64_t length;
  uintptr_t source;
};

// Starts the waiter, waits for its fault on the descriptor, serves it, and waits until it went on.
void serveOne(Context& context, Waiter& waiter, int fd, const Mapping& target, const Service& service);

}  // namespace hgm
