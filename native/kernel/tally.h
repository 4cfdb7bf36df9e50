// The exact distribution of one timed call in memory that does not grow with the number of samples: a list of
// values as they are, and where there can be more than it holds, a counter for each whole nanosecond of the
// fast ones.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace hgm {

// One value of a distribution and how often it was seen.
struct Seen {
  uint64_t ns;
  uint64_t count;
};

struct Tally {
  static constexpr uint64_t kFine = uint64_t{1} << 20;  // ns; about a millisecond
  static constexpr size_t kSlow = size_t{16} * 1024;

  bool taken;       // by an open series
  uint64_t fineNs;  // values below it have counters; 0 where the list is enough
  size_t slowCount;
  uint64_t slow[kSlow];
  uint32_t fine[kFine];

  // For a series of at most so many samples. Has every page that they need there and mapped, so that none is
  // timed together with a fault of ours: of the counters there are a thousand, which a few samples don't
  // need.
  void take(size_t samples);

  // False where a slow value has no room left; it is not counted then.
  bool add(uint64_t ns) {
    if (ns < fineNs) {
      ++fine[ns];
      return true;
    }
    if (slowCount == kSlow) return false;
    slow[slowCount] = ns;
    std::atomic_signal_fence(std::memory_order_release);  // a child killed here has not counted it yet
    ++slowCount;
    return true;
  }

  // Moves what was counted to `target`, ascending, and leaves the tally empty and free. Returns the number
  // of distinct values; those beyond `room` are lost, so room must be the number of samples or all values.
  size_t drain(Seen* target, size_t room);
};

}  // namespace hgm
