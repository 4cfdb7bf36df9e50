// The shared memory between the supervisor, which forks, and the children that observe.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "kernel/journal.h"
#include "observe/plan.h"
#include "process/identity.h"

namespace hgm {

enum class End : uint8_t { kNotRun, kDone, kDeadline, kSignal };

// Of a child that several slots share, the supervisor sees from outside which one it is at: the first that
// has not finished. That one has begun, too: a child notes the beginning of the next before the end of the
// last. Slots are small and lie side by side: all processes look at all of them, and each page costs each a
// fault.
struct Slot {
  Plan plan;
  End end;
  int signal;
  std::atomic<bool> finished;
  std::atomic<int64_t> begunNs;  // CLOCK_MONOTONIC
  Journal journal;
};

// What is said between the supervisor and its children beside the slots.
struct Control {
  std::atomic<bool> stop;  // by the supervisor: end in order
  // By a child that may not take somebody else's place, which none of the others may either.
  std::atomic<IdentityStep> refused;
  std::atomic<int32_t> refusedErrno;
};

// An arena, by value: what of it an honest child never changes.
struct ArenaView {
  Slot* slots;
  size_t count;
  Entry* entries;
  Series* series;
  Tally* tallies;
  Seen* seen;
  size_t seenCount;
  uint8_t* scratch;
  Control* control;
};

// Owns one anonymous shared mapping. Pages of it exist once they are touched, so unused journal entries and
// counters cost nothing. Throws nothing: check valid().
class Arena {
 public:
  static constexpr size_t kScratchBytes = size_t{256} * 1024;

  // Series that one experiment can have open at once.
  static constexpr size_t kTallies = 8;

  // A slot for each plan.
  Arena(const Plan* plans, size_t count);
  ~Arena();
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  bool valid() const { return base_ != nullptr; }
  size_t size() const { return slots_; }
  Slot& operator[](size_t at) { return reinterpret_cast<Slot*>(base_)[at]; }
  ArenaView view();
  // Experiments end in order with what they have, and no other is begun. From any thread.
  void stop() { control()->stop.store(true); }

 private:
  Control* control() { return reinterpret_cast<Control*>(base_ + controlAt_); }

  uint8_t* base_ = nullptr;
  size_t bytes_ = 0;
  size_t slots_;
  size_t controlAt_ = 0;
  size_t entriesAt_ = 0;
  size_t seriesAt_ = 0;
  size_t scratchAt_ = 0;
  size_t talliesAt_ = 0;
  size_t seenAt_ = 0;
  size_t seenCount_ = 0;
};

}  // namespace hgm
