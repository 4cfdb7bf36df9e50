#include "process/arena.h"

#include <sys/mman.h>

#include <algorithm>

namespace hgm {
namespace {

constexpr size_t kPage = size_t{64} * 1024;  // the largest base page there is

size_t rounded(size_t bytes) { return (bytes + kPage - 1) / kPage * kPage; }

// Distinct values that the series of a plan can have together.
size_t roomOf(const Plan& plan) {
  return Journal::kSeries * std::min<size_t>(plan.samples, Tally::kFine + Tally::kSlow);
}

}  // namespace

Arena::Arena(const Plan* plans, size_t count) : slots_(count) {
  for (size_t i = 0; i < count; ++i) seenCount_ += roomOf(plans[i]);
  controlAt_ = rounded(count * sizeof(Slot));
  entriesAt_ = controlAt_ + kPage;
  seriesAt_ = rounded(entriesAt_ + count * Journal::kEntries * sizeof(Entry));
  scratchAt_ = rounded(seriesAt_ + count * Journal::kSeries * sizeof(Series));
  talliesAt_ = scratchAt_ + kScratchBytes;
  seenAt_ = rounded(talliesAt_ + (seenCount_ == 0 ? 0 : kTallies * sizeof(Tally)));
  bytes_ = rounded(seenAt_ + seenCount_ * sizeof(Seen));
  void* at = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (at == MAP_FAILED) return;
  base_ = static_cast<uint8_t*>(at);
  auto* seen = reinterpret_cast<Seen*>(base_ + seenAt_);
  for (size_t i = 0; i < count; ++i) {
    (*this)[i].plan = plans[i];
    if (plans[i].samples == 0) continue;
    Journal& journal = (*this)[i].journal;
    journal.series = reinterpret_cast<Series*>(base_ + seriesAt_) + i * Journal::kSeries;
    journal.tallies = reinterpret_cast<Tally*>(base_ + talliesAt_);
    journal.tallyCount = kTallies;
    journal.samples = plans[i].samples;
    journal.seen = seen;
    journal.seenRoom = roomOf(plans[i]);
    seen += journal.seenRoom;
  }
}

Arena::~Arena() {
  if (base_ != nullptr) munmap(base_, bytes_);
}

ArenaView Arena::view() {
  return {&(*this)[0],
          slots_,
          reinterpret_cast<Entry*>(base_ + entriesAt_),
          reinterpret_cast<Series*>(base_ + seriesAt_),
          reinterpret_cast<Tally*>(base_ + talliesAt_),
          reinterpret_cast<Seen*>(base_ + seenAt_),
          seenCount_,
          base_ + scratchAt_,
          control()};
}

}  // namespace hgm
