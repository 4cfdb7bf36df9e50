// MADV_SPLIT as an advice: who takes it, at which ranges, and what becomes of the VMA. Each call has a
// mapping of its own that is never touched, never registered and only ever unmapped whole.
#include "kernel/abi.h"
#include "observe/experiments.h"
#include "observe/memory/advice.h"
#include "observe/memory/smaps.h"

namespace hgm {
namespace {

struct Trial {
  const char* step;
  const char* look;
  uint64_t offset;
  uint64_t length;
};

constexpr uint64_t kPages = 3;
constexpr size_t kMost = kMostSmapsLooks;
// Where the kernel puts a mapping if it likes: above a program that is not moved about and below all else,
// since smaps is written by address and read only as far as it is looked at.
constexpr uintptr_t kLow = uintptr_t{4} << 30;

void split(Context& context, bool isPrivate) {
  const bool hugetlb = context.plan.memory == Memory::kHugetlb;
  const uint64_t unit = hugetlb ? context.plan.pageBytes : context.base();
  const uint64_t whole = kPages * unit;
  const int fd = context.plan.memory == Memory::kAnonymous ? -1 : context.file(hugetlb ? unit : 0, whole);
  if (fd < 0 && context.plan.memory != Memory::kAnonymous) return;
  const auto fresh = [&](uintptr_t hint) {
    return isPrivate ? context.mapPrivate("map", whole, fd, hint)
                     : context.map("map", whole, fd, false, hint);
  };

  const Mapping control = fresh(0);
  if (!control || !rangeIsFine(context, control)) return;
  const Trial trials[kMost] = {
      {"len0", "vmas_len0", 0, 0},
      {"whole", "vmas_whole", 0, whole},
      {"unaligned", "vmas_unaligned", context.base(), unit},
      {"odd_length", "vmas_odd_length", 0, unit + context.base()},
      {"middle", "vmas_middle", unit, unit},
  };
  // Below the huge page only hugetlb memory has something to be asked.
  const size_t count = hugetlb ? kMost : 2;
  SmapsLook looks[kMost];
  for (size_t i = 0; i < count; ++i) {
    looks[i] = {trials[i].look, fresh(kLow + i * 2 * whole)};
    if (!looks[i].mapping) return;
    context.lastIfTaken(context.advise(Role::kTest, trials[i].step, looks[i].mapping, trials[i].offset,
                                       trials[i].length, abi::kMadvSplit));
  }
  lookAtSmaps(context, looks, count);
}

}  // namespace

void splitShared(Context& context) { split(context, false); }
void splitPrivate(Context& context) { split(context, true); }
void splitPlain(Context& context) { split(context, false); }

}  // namespace hgm
