// Where an experiment writes down each call: shared memory that was mapped before the fork, so that what a
// child saw outlives it, up to and including the call that it never came back from.
#pragma once

#include <cstddef>
#include <cstdint>

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

// Samples of one timed call. The memory behind `samples` is the child's to touch before it measures.
struct Series {
  char id[32];
  uint64_t granuleBytes;
  bool hasFirst;
  uint64_t firstNs;
  uint64_t* samples;
  size_t count;
  size_t capacity;

  // The cold first call is kept apart; a full series takes no more.
  void add(uint64_t ns);
};

struct Journal {
  static constexpr size_t kEntries = 320;
  static constexpr size_t kSeries = 4;

  size_t entryCount;
  Entry entries[kEntries];
  size_t seriesCount;
  Series series[kSeries];

  // The next entry; the last one is used again where an experiment writes too many, which a test forbids.
  Entry& write(Role role, const char* step, const char* call);
  // The entry written last.
  Entry& last() { return entries[entryCount - 1]; }
  // The next series, or nullptr where there is none left.
  Series* open(const char* id, uint64_t granuleBytes);
};

}  // namespace hgm
