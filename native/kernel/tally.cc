#include "kernel/tally.h"

#include <algorithm>

namespace hgm {
namespace {

constexpr size_t kPage = 4096;  // the smallest base page there is

}  // namespace

void Tally::touch() {
  auto* const bytes = reinterpret_cast<volatile uint8_t*>(this);
  // Read first: the kernel maps sixteen pages around a read of what is in the page cache (mm/memory.c,
  // do_fault_around), and a write after that faults on no machine that keeps dirty bits itself.
  for (size_t at = 0; at < sizeof *this; at += kPage) bytes[at] = bytes[at];
}

size_t Tally::drain(Seen* target, size_t room) {
  size_t count = 0;
  const auto put = [&](uint64_t ns, uint64_t times) {
    if (count < room) target[count++] = {ns, times};
  };
  for (uint64_t ns = 0; ns < kFine; ++ns) {
    if (fine[ns] == 0) continue;
    put(ns, fine[ns]);
    fine[ns] = 0;
  }
  if (slowCount > kSlow) slowCount = kSlow;  // what a child left is not believed
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
