// A further thread of an experiment, as a coroutine: it runs until it blocks on a fault or a futex, and again
// from the moment it is woken until it blocks or ends. Nothing is left to a scheduler, so no test here can be
// flaky.
#pragma once

#include <ucontext.h>

#include <cstdint>
#include <vector>

namespace model {

struct Thread {
  int (*body)(void*);
  void* argument;
  std::vector<uint8_t> stack = std::vector<uint8_t>(size_t{256} * 1024);
  ucontext_t own = {};
  ucontext_t back = {};
  bool blocked = false;
  const uint32_t* word = nullptr;  // of the futex that it waits on
  long id = 0;
  int fd = -1;             // of the userfaultfd that has its fault
  uintptr_t reported = 0;  // the address in the fault's message, which WAKE compares with

  // Until it blocks or ends.
  void run() {
    blocked = false;
    swapcontext(&back, &own);
  }
  // Blocks; called in the thread itself.
  void wait() {
    blocked = true;
    swapcontext(&own, &back);
  }
};

}  // namespace model
