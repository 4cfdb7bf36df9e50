#include "kernel/journal.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <numeric>

namespace hgm {
namespace {

// What counts is written first: a child can be killed between the two.
void publish() { std::atomic_signal_fence(std::memory_order_release); }

void put(Field* fields, uint8_t& count, const char* key, uint64_t value, Kind kind) {
  if (count == Entry::kFields) return;
  fields[count] = {key, kind, value};
  publish();
  ++count;
}

template <size_t N>
void copyName(char (&target)[N], const char* name) {
  std::strncpy(target, name, N - 1);
  target[N - 1] = '\0';
}

}  // namespace

Entry& Entry::arg(const char* key, uint64_t value, Kind kind) {
  put(args, argCount, key, value, kind);
  return *this;
}

Entry& Entry::out(const char* key, uint64_t value, Kind kind) {
  put(outs, outCount, key, value, kind);
  return *this;
}

Entry& Entry::out(const char* key, const char* literal) {
  return out(key, reinterpret_cast<uint64_t>(literal), Kind::kText);
}

long Entry::answer(long value) {
  ret = value;
  publish();
  returned = true;
  return value;
}

bool Series::add(uint64_t ns) {
  if (!hasFirst) {
    firstNs = ns;
    hasFirst = true;
    return true;
  }
  if (!tally->add(ns)) return false;
  ++count;
  return true;
}

Entry& Journal::write(Role role, const char* step, const char* call) {
  const bool isRoom = entryCount < kEntries;
  Entry& entry = entries[isRoom ? entryCount : kEntries - 1];
  std::memset(static_cast<void*>(&entry), 0, sizeof entry);
  copyName(entry.step, step);
  entry.call = call;
  entry.role = role;
  publish();
  if (isRoom) ++entryCount;
  return entry;
}

Series* Journal::open(const char* id, const Shape& shape) {
  Tally* const end = tallies + tallyCount;
  Tally* const free = std::find_if(tallies, end, [](const Tally& each) { return !each.taken; });
  if (seriesCount == kSeries || free == end) return nullptr;
  free->take(samples);
  Series& next = series[seriesCount];
  copyName(next.id, id);
  next.shape = shape;
  next.tally = free;
  next.during = {};
  next.ended = Ended::kStopped;
  publish();
  ++seriesCount;
  return &next;
}

void Journal::drain(Series& one) {
  if (one.tally == nullptr) return;
  one.seen = seen;
  one.seenCount = one.tally->drain(seen, seenRoom);
  one.tally = nullptr;
  // Of a child that was killed between the two, the tally knows one more.
  one.count = std::accumulate(one.seen, one.seen + one.seenCount, uint64_t{0},
                              [](uint64_t all, const Seen& each) { return all + each.count; });
  seen += one.seenCount;
  seenRoom -= one.seenCount;
}

void Journal::drainAll() {
  for (size_t i = 0; i < seriesCount; ++i) drain(series[i]);
}

}  // namespace hgm
