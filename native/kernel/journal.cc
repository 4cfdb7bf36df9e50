#include "kernel/journal.h"

#include <cstring>

namespace hgm {
namespace {

void put(Field* fields, uint8_t& count, const char* key, uint64_t value, Kind kind) {
  if (count < Entry::kFields) fields[count++] = {key, kind, value};
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
  returned = true;
  return value;
}

void Series::add(uint64_t ns) {
  if (!hasFirst) {
    firstNs = ns;
    hasFirst = true;
  } else if (count < capacity) {
    samples[count++] = ns;
  }
}

Entry& Journal::write(Role role, const char* step, const char* call) {
  const size_t at = entryCount < kEntries ? entryCount++ : kEntries - 1;
  Entry& entry = entries[at];
  std::memset(static_cast<void*>(&entry), 0, sizeof entry);
  copyName(entry.step, step);
  entry.call = call;
  entry.role = role;
  return entry;
}

Series* Journal::open(const char* id, uint64_t granuleBytes) {
  if (seriesCount == kSeries) return nullptr;
  Series& next = series[seriesCount++];
  copyName(next.id, id);
  next.granuleBytes = granuleBytes;
  // Written now, so that no sample is timed together with the fault of the page that takes it.
  if (next.capacity != 0) std::memset(next.samples, 0, next.capacity * sizeof *next.samples);
  return &next;
}

}  // namespace hgm
