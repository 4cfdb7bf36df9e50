// Where an experiment writes down each call: shared memory that was mapped before the fork, so that what a
// child saw outlives it, up to and including the call that it never came back from.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernel/tally.h"

namespace hgm {

enum class Role : uint8_t { kSetup, kTest, kControl, kLook };

// How a field is shown: a signed number, a hex mask, or a literal of this program.
enum class Kind : uint8_t { kNumber, kHex, kText };

struct Field {
  const char* key;
  Kind kind;
  uint64_t value;
};

struct Entry {
  static constexpr size_t kFields = 6;

  char step[32];
  const char* call;
  Role role;
  bool returned;  // false: the call never came back
  long ret;       // value, or minus the errno
  Field args[kFields];
  Field outs[kFields];
  uint8_t argCount;
  uint8_t outCount;

  Entry& arg(const char* key, uint64_t value, Kind kind = Kind::kNumber);
  Entry& out(const char* key, uint64_t value, Kind kind = Kind::kNumber);
  Entry& out(const char* key, const char* literal);
  // Notes what the call returned and gives it back.
  long answer(long value);
};

// Why a series has no more samples: enough of them, the time was up, the caller asked to stop, a call was
// refused, or there was no room for more slow values.
enum class Ended : uint8_t { kFull, kDuration, kStopped, kRefused, kOverflow };

// What happened to the process while a series was measured. Minus one: the kernel does not tell, or the child
// was killed before it could look.
struct Circumstances {
  int64_t cpu = -1, node = -1;  // where the child was pinned, and the NUMA node of the page under test
  int64_t interrupts = -1;      // on that CPU
  int64_t migrations = -1;
  int64_t voluntarySwitches = -1, involuntarySwitches = -1, minorFaults = -1;
};

// What one call of a series covers.
struct Shape {
  uint64_t granuleBytes = 0;  // bytes of one unit, 0 where a call has no size
  uint32_t units = 1;         // units of a call
  uint32_t threads = 1;       // threads that call at once
};

// One timed call, many times. While it is open its samples are in the tally; drained, they are in `seen`.
struct Series {
  char id[32];
  Shape shape;
  bool hasFirst;
  uint64_t firstNs;
  uint64_t count;  // samples, without the first
  Tally* tally;
  Seen* seen;
  size_t seenCount;
  uint64_t batchedTotalNs;  // of calls made back to back between two readings
  uint64_t batchedCalls;
  Circumstances during;
  Ended ended;  // kStopped of a child that was killed meanwhile: how the experiment ended says by what

  // The cold first call is kept apart. False where there was no room for the sample.
  bool add(uint64_t ns);
};

struct Journal {
  static constexpr size_t kEntries = 320;
  static constexpr size_t kSeries = 16;

  // Memory lent by the arena: room for kEntries, and where something is to be timed for kSeries. Tallies
  // serve one experiment after the other; what is drained stays.
  Entry* entries;
  size_t entryCount;
  Series* series;
  size_t seriesCount;
  Tally* tallies;
  size_t tallyCount;
  size_t samples;  // at most, of one series
  Seen* seen;
  size_t seenRoom;

  // The next entry; the last one is used again where an experiment writes too many, which a test forbids.
  Entry& write(Role role, const char* step, const char* call);
  // The entry written last.
  Entry& last() { return entries[entryCount - 1]; }
  // The next series with a tally that was touched, or nullptr where there is none left.
  Series* open(const char* id, const Shape& shape);
  // Drains the tallies of series that are still open: by the experiment at the end of each, or for a child
  // that was killed by the process that started it.
  void drain(Series& one);
  void drainAll();
};

}  // namespace hgm
