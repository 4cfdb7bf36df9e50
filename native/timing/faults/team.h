// Threads that touch missing pages at once, and the one handler that resumes them.
//
// A round: every thread touches one page and waits for it, so that all are there; the handler then resumes
// all of them, and from there on each touches its pages one after the other and times each, from before the
// touch to after it. Nothing is shared between the threads in a round but the descriptor.
#pragma once

#include <atomic>

#include "observe/context.h"

namespace hgm {

class Guest;

constexpr uint32_t kMostThreads = 64;
constexpr uint32_t kMostTouches = 32;

struct Team;

// One thread's part. It lies in the scratch memory: a thread has nothing but its stack.
struct Faulter {
  Team* team;
  int cpu;                            // to pin itself to; -1 for none
  uint32_t seen;                      // the last round it knows of
  uint32_t touches;                   // that are timed in a round
  uintptr_t pages[kMostTouches + 1];  // the first one is where all meet
  uint64_t ns[kMostTouches];
};

struct Team {
  Kernel& kernel;
  Faulter* const faulters;
  std::atomic<uint32_t> round{0};  // a futex: threads begin when it changes
  std::atomic<uint32_t> done{0};   // a futex: threads that are through
  uint32_t threads = 0;            // that were started: all of them take part in each round
  // Whose vCPU touches the pages, where it is not the thread itself, and where what is shown to it begins. It
  // has one vCPU, so there is one thread.
  Guest* guest = nullptr;
  uintptr_t shown = 0;
  std::atomic<bool> failed{false};  // a vCPU came back without its page
};

// How the handler waits for the next fault: blocked in poll(2), or reading again and again.
enum class Waiting : uint8_t { kPoll, kSpin };

struct Handler {
  Kernel& kernel;
  int fd;
  uint64_t unit;  // what one fault has mapped
  Waiting waiting;
  uintptr_t source;  // of the bytes, which COPY puts in place; 0 where CONTINUE maps what is there

  // Reads one message and fills its unit. As QEMU does, one at a time (migration/postcopy-ram.c).
  bool serve();
  // The address of the next fault. False where none came within half a second.
  bool next(uintptr_t& address);
  bool resumeAt(uintptr_t address);
};

// Starts one more thread, whose part stands in the team already, on a stack that ends there. False where the
// kernel refuses.
bool startFaulter(Team& team, uintptr_t stackTop);

// One round. False where a page did not fault, a fault was not resumed or a thread did not come back: then
// nothing of the round is worth anything, and threads may be left waiting, until the process ends.
bool runRound(Team& team, Handler& handler);

}  // namespace hgm
