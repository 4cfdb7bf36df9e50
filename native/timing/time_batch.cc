// CONTINUE of 1, 2, 4 ... 512 base pages by one call: what a migration saves by asking for more at once. On
// shmem with any kernel, on hugetlb memory with HGM.
//
// A run on hugetlb memory begins at the second base page: an aligned one of 512 would be mapped as one 2M
// leaf (hugetlb_alloc_largest_pte() of the series), which is another call's price.
#include "kernel/abi.h"
#include "observe/experiments.h"
#include "observe/hgm.h"
#include "timing/calls.h"
#include "timing/granular.h"
#include "timing/place.h"
#include "timing/rounds.h"

namespace hgm {
namespace {

constexpr uint64_t kMostPages = 512;

// Every size of batch over the same `pages` base pages, a power of two, beginning at `from`.
template <typename Reset>
void batches(Lab& lab, int fd, uintptr_t from, uint64_t pages, Reset reset) {
  for (uint64_t units = 1; units <= pages && !lab.stop->load(); units *= 2) {
    Measurement m(lab, "continue.batch", {lab.base(), static_cast<uint32_t>(units)});
    if (!m) return;
    const uint64_t bytes = units * lab.base();
    const auto call = [&](uint32_t i) { return resume(lab.kernel, fd, from + i * bytes, bytes); };
    inRounds(m, static_cast<uint32_t>(pages / units), call, reset);
    if (!reset()) return;  // a round may have ended halfway
  }
}

void onShmem(Lab& lab) {
  const uint64_t length = kMostPages * lab.base();
  const int file = lab.file(0, length);
  if (file < 0) return;
  const Mapping alias = lab.map("alias", length, file);
  const Mapping target = lab.map("map", length, file);
  if (!alias || !target || !fillPages(lab, alias, lab.base())) return;
  const int fd = lab.userfaultfd(0);
  if (fd < 0 || lab.registerAll(fd, target, abi::kModeMinor) < 0) return;
  settle(lab, alias.base);
  // In halves: since 6.14 an advice over all that a page table maps frees the table as well (mm/internal.h,
  // reclaim_pt_is_enabled), and making it anew would be timed.
  const Mapping halves[] = {{target.base, length / 2}, {target.base + length / 2, length / 2}};
  batches(lab, fd, target.base, kMostPages, [&] {
    return adviseAll(lab.kernel, halves[0], abi::kMadvDontneed) &&
           adviseAll(lab.kernel, halves[1], abi::kMadvDontneed);
  });
}

void onHugetlb(Lab& lab) {
  if (!lab.plan.borrow || !takesBasePages(lab)) return;
  const Room room = filledRoom(lab);
  if (!room) return;
  const int fd = lab.userfaultfd(featuresOf(lab.plan.dialect));
  if (fd < 0 || !isGranular(lab, fd, room)) return;
  lab.unmap(room.primary);
  const Mapping target = granularMapping(lab, fd, room);
  if (!target) return;
  settle(lab, room.alias.base);
  uint64_t pages = kMostPages;
  while ((pages + 1) * lab.base() > room.unit) pages /= 2;
  batches(lab, fd, target.base + lab.base(), pages,
          [&] { return adviseAll(lab.kernel, target, abi::kMadvDontneed); });
}

}  // namespace

void timeBatch(Lab& lab) {
  if (lab.plan.memory == Memory::kHugetlb) {
    onHugetlb(lab);
  } else {
    onShmem(lab);
  }
}

}  // namespace hgm
