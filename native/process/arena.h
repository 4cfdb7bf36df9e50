// The shared memory between the process that asks, the nursery that forks, and the children that observe.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernel/journal.h"
#include "observe/plan.h"

namespace hgm {

enum class End : uint8_t { kNotRun, kDone, kDeadline, kSignal };

struct Slot {
  Plan plan;
  End end;
  int signal;
  Journal journal;
};

// What a child needs of an arena, by value: the arena object itself lies on a heap that children do not get.
struct Bench {
  Slot* slots;
  size_t count;
  uint8_t* scratch;
  uintptr_t start, end;  // of the whole arena
};

// Owns one anonymous shared mapping. Pages of it exist once they are touched, so unused journal entries and
// samples cost nothing. Throws nothing: check valid().
class Arena {
 public:
  static constexpr size_t kScratchBytes = size_t{256} * 1024;

  // `samples`: the most that one series can take.
  Arena(size_t slots, size_t samples);
  ~Arena();
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  bool valid() const { return base_ != nullptr; }
  size_t size() const { return slots_; }
  Slot& operator[](size_t at) { return reinterpret_cast<Slot*>(base_)[at]; }
  Bench bench();

 private:
  uint8_t* base_ = nullptr;
  size_t bytes_ = 0;
  size_t slots_;
  size_t scratchAt_ = 0;
};

}  // namespace hgm
