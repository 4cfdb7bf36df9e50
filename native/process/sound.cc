#include "process/sound.h"

#include <cstring>

// The linker's: the first and last byte of this program in memory.
extern "C" const char __ehdr_start;
extern "C" const char _end;

namespace hgm {
namespace {

constexpr size_t kLongestLiteral = 64;

template <typename Item>
bool isWithin(const Item* at, size_t count, const Item* from, size_t room) {
  if (at < from || at > from + room) return false;
  const auto offset = reinterpret_cast<uintptr_t>(at) - reinterpret_cast<uintptr_t>(from);
  return offset % sizeof(Item) == 0 && count <= room - offset / sizeof(Item);
}

// Plain text that ends, as results are written without escapes. Any byte of this program may be looked at,
// also those that the address sanitizer puts between two of its objects.
[[gnu::no_sanitize_address]] bool isPlain(const char* text, size_t room) {
  for (size_t i = 0; i < room; ++i) {
    if (text[i] == '\0') return true;
    if (text[i] < ' ' || text[i] > '~' || text[i] == '"' || text[i] == '\\') return false;
  }
  return false;
}

bool isLiteral(const char* text) {
  const char* const start = &__ehdr_start;
  const char* const end = &_end;
  if (text < start || text >= end) return false;
  const auto left = static_cast<size_t>(end - text);
  return isPlain(text, left < kLongestLiteral ? left : kLongestLiteral);
}

// The bytes that an enumeration, or a bool, may have: any other is no value of it to the compiler.
template <typename Enumeration>
bool isAtMost(const Enumeration& value, Enumeration last) {
  uint8_t byte;
  std::memcpy(&byte, &value, sizeof byte);
  return byte <= static_cast<uint8_t>(last);
}

bool areFields(const Field* fields, uint8_t count) {
  if (count > Entry::kFields) return false;
  for (size_t i = 0; i < count; ++i) {
    const Field& each = fields[i];
    if (!isLiteral(each.key) || !isAtMost(each.kind, Kind::kText)) return false;
    if (each.kind == Kind::kText && !isLiteral(reinterpret_cast<const char*>(each.value))) return false;
  }
  return true;
}

bool isEntry(const Entry& entry) {
  constexpr int64_t kLastErrno = 4095;  // MAX_ERRNO, include/linux/err.h
  return isPlain(entry.step, sizeof entry.step) && isLiteral(entry.call) && isAtMost(entry.returned, true) &&
         entry.ret >= -kLastErrno && isAtMost(entry.role, Role::kLook) &&
         areFields(entry.args, entry.argCount) && areFields(entry.outs, entry.outCount);
}

bool isSeries(const ArenaView& view, const Journal& journal, const Series& series) {
  const bool open = series.tally != nullptr;
  if (open && !isWithin<Tally>(series.tally, 1, journal.tallies, journal.tallyCount)) return false;
  if (series.seenCount != 0 && !isWithin<Seen>(series.seen, series.seenCount, view.seen, view.seenCount))
    return false;
  return isPlain(series.id, sizeof series.id) && isAtMost(series.hasFirst, true) &&
         isAtMost(series.ended, Ended::kOverflow);
}

}  // namespace

bool isSound(const ArenaView& view, const Slot& slot) {
  const Journal& journal = slot.journal;
  const size_t room = view.count * Journal::kEntries;
  // The supervisor's own word, but it stands where children write.
  if (!isAtMost(slot.end, End::kSignal)) return false;
  if (journal.entryCount > Journal::kEntries || journal.seriesCount > Journal::kSeries) return false;
  if (journal.entryCount != 0 && !isWithin<Entry>(journal.entries, journal.entryCount, view.entries, room))
    return false;
  for (size_t i = 0; i < journal.entryCount; ++i) {
    if (!isEntry(journal.entries[i])) return false;
  }
  if (slot.plan.samples == 0) return journal.seriesCount == 0;
  const auto number = static_cast<size_t>(&slot - view.slots);
  if (journal.series != view.series + number * Journal::kSeries || journal.tallies != view.tallies ||
      journal.tallyCount != Arena::kTallies)
    return false;
  if (!isWithin<Seen>(journal.seen, journal.seenRoom, view.seen, view.seenCount)) return false;
  for (size_t i = 0; i < journal.seriesCount; ++i) {
    if (!isSeries(view, journal, journal.series[i])) return false;
  }
  return true;
}

}  // namespace hgm
