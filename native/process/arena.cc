#include "process/arena.h"

#include <sys/mman.h>

namespace hgm {
namespace {

constexpr size_t kPage = size_t{64} * 1024;  // the largest base page there is

size_t rounded(size_t bytes) { return (bytes + kPage - 1) / kPage * kPage; }

}  // namespace

Arena::Arena(size_t slots, size_t samples) : slots_(slots) {
  scratchAt_ = rounded(slots * sizeof(Slot));
  const size_t samplesAt = scratchAt_ + kScratchBytes;
  const size_t perSlot = Journal::kSeries * samples;
  bytes_ = rounded(samplesAt + slots * perSlot * sizeof(uint64_t));
  void* at = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (at == MAP_FAILED) return;
  base_ = static_cast<uint8_t*>(at);
  auto* pool = reinterpret_cast<uint64_t*>(base_ + samplesAt);
  for (size_t slot = 0; slot < slots && samples != 0; ++slot) {
    for (size_t series = 0; series < Journal::kSeries; ++series) {
      Series& one = (*this)[slot].journal.series[series];
      one.samples = pool + slot * perSlot + series * samples;
      one.capacity = samples;
    }
  }
}

Arena::~Arena() {
  if (base_ != nullptr) munmap(base_, bytes_);
}

Bench Arena::bench() {
  const auto start = reinterpret_cast<uintptr_t>(base_);
  return {&(*this)[0], slots_, base_ + scratchAt_, start, start + bytes_};
}

}  // namespace hgm
