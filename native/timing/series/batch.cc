// CONTINUE of 1, 2, 4 ... 512 base pages by one call: what a migration saves by asking for more at once. On
// shmem with any kernel, on hugetlb memory with HGM.
//
// A run on hugetlb memory begins at the second base page: an aligned one of 512 would be mapped as one 2M
// leaf (hugetlb_alloc_largest_pte() of the series), which is another call's price.
#include "kernel/abi.h"
#include "observe/experiments.h"
#include "observe/hgm/hole.h"
#include "timing/calls.h"
#include "timing/granular.h"
#include "timing/place.h"
#include "timing/rounds.h"

namespace hgm {
namespace {

constexpr uint64_t kMostPages = 512;

// Every size of batch over the same `pages` base pages, a power of two, beginning at `from`.
template <typename Reset>
void batches(Context& context, int fd, uintptr_t from, uint64_t pages, Reset reset) {
  for (uint64_t units = 1; units <= pages && !context.stop->load(); units *= 2) {
    Measurement m(context, "continue.batch", {context.base(), static_cast<uint32_t>(units)});
    if (!m) return;
    const uint64_t bytes = units * context.base();
    const auto call = [&](uint32_t i) { return resume(context.kernel, fd, from + i * bytes, bytes); };
    inRounds(m, static_cast<uint32_t>(pages / units), call, reset);
    if (!reset()) return;  // a round may have ended halfway
  }
}

void onShmem(Context& context) {
  const uint64_t length = kMostPages * context.base();
  const int file = context.file(0, length);
  if (file < 0) return;
  const Mapping alias = context.map("alias", length, file);
  const Mapping target = context.map("map", length, file);
  if (!alias || !target || !fillPages(context, alias, context.base())) return;
  const int fd = context.userfaultfd(0);
  if (fd < 0 || context.registerAll(fd, target, abi::kModeMinor) < 0) return;
  settle(context, alias.base);
  // In halves: since 6.14 an advice over all that a page table maps frees the table as well (mm/internal.h,
  // reclaim_pt_is_enabled), and making it anew would be timed.
  const Mapping halves[] = {{target.base, length / 2}, {target.base + length / 2, length / 2}};
  batches(context, fd, target.base, kMostPages, [&] {
    return adviseAll(context.kernel, halves[0], abi::kMadvDontneed) &&
           adviseAll(context.kernel, halves[1], abi::kMadvDontneed);
  });
}

void onHugetlb(Context& context) {
  const auto page = granularPage(context);
  if (!page) return;
  const auto& [test, fd] = page;
  const Mapping target = granularMapping(context, fd, test);
  if (!target) return;
  settle(context, test.alias.base);
  uint64_t pages = kMostPages;
  while ((pages + 1) * context.base() > test.unit) pages /= 2;
  batches(context, fd, target.base + context.base(), pages,
          [&] { return adviseAll(context.kernel, target, abi::kMadvDontneed); });
}

}  // namespace

void timeBatch(Context& context) {
  if (context.plan.memory == Memory::kHugetlb) {
    onHugetlb(context);
  } else {
    onShmem(context);
  }
}

}  // namespace hgm
