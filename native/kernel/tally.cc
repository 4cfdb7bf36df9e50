#include "kernel/tally.h"

#include <algorithm>
#include <cstddef>

namespace hgm {
namespace {

constexpr size_t kPage = 4096;  // the smallest base page there is

}  // namespace

void Tally::take(size_t samples) {
  taken = true;
  fineNs = samples > kSlow ? kFine : 0;
  auto* const bytes = reinterpret_cast<volatile uint8_t*>(this);
  const size_t end = fineNs == 0 ? offsetof(Tally, fine) : sizeof *this;
  // Read first: the kernel maps sixteen pages around a read of what is in the page cache (mm/memory.c,
  // do_fault_around), and a write after that faults on no machine that keeps dirty bits itself.
  for (size_t at = 0; at < end; at += kPage) bytes[at] = bytes[at];
}

size_t Tally::drain(Seen* target, size_t room) {
  size_t count = 0;
  const auto put = [&](uint64_t ns, uint64_t times) {
    if (count < room) target[count++] = {ns, times};
  };
  const uint64_t counters = fineNs == 0 ? 0 : kFine;  // what a child left is not believed
  for (uint64_t ns = 0; ns < counters; ++ns) {
    if (fine[ns] == 0) continue;
    put(ns, fine[ns]);
    fine[ns] = 0;
  }
  if (slowCount > kSlow) slowCount = kSlow;
  std::sort(slow, slow + slowCount);
  for (size_t from = 0; from < slowCount;) {
    const size_t to = static_cast<size_t>(std::upper_bound(slow + from, slow + slowCount, slow[from]) - slow);
    put(slow[from], to - from);
    from = to;
  }
  slowCount = 0;
  taken = false;
  return count;
}

}  // namespace hgm
