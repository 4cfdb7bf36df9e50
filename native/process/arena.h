// The shared memory between the process that asks, the nursery that forks, and the children that observe.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "kernel/journal.h"
#include "observe/plan.h"

namespace hgm {

enum class End : uint8_t { kNotRun, kDone, kDeadline, kSignal };

// Of a child that several slots share, the nursery sees from outside which one it is at: the first that has
// not finished. That one has begun, too: a child notes the beginning of the next before the end of the last.
// Slots are small and lie side by side: all processes look at all of them, and each page costs each a fault.
struct Slot {
  Plan plan;
  End end;
  int signal;
  std::atomic<bool> finished;
  std::atomic<int64_t> begunNs;  // CLOCK_MONOTONIC
  Journal journal;
};

// What a child needs of an arena, by value: the arena object itself lies on a heap that children do not get.
struct Bench {
  Slot* slots;
  size_t count;
  Entry* entries;
  uint8_t* scratch;
  const std::atomic<bool>* stop;
  uintptr_t start, end;  // of the whole arena
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
  Bench bench();
  // Experiments end in order with what they have, and no other is begun. From any thread.
  void stop() { stopFlag()->store(true); }

 private:
  std::atomic<bool>* stopFlag() { return reinterpret_cast<std::atomic<bool>*>(base_ + stopAt_); }

  uint8_t* base_ = nullptr;
  size_t bytes_ = 0;
  size_t slots_;
  size_t entriesAt_ = 0;
  size_t scratchAt_ = 0;
  size_t stopAt_ = 0;
};

}  // namespace hgm
