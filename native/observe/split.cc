// MADV_SPLIT as an advice: who takes it, at which ranges, and what becomes of the VMA. Each call has a
// mapping of its own that is never touched, never registered and only ever unmapped whole.
#include "kernel/abi.h"
#include "observe/advice.h"
#include "observe/experiments.h"
#include "observe/smaps.h"

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

void split(Lab& lab, bool isPrivate) {
  const bool hugetlb = lab.plan.memory == Memory::kHugetlb;
  const uint64_t unit = hugetlb ? lab.plan.pageBytes : lab.base();
  const uint64_t whole = kPages * unit;
  const int fd = lab.plan.memory == Memory::kAnonymous ? -1 : lab.file(hugetlb ? unit : 0, whole);
  if (fd < 0 && lab.plan.memory != Memory::kAnonymous) return;
  const auto fresh = [&](uintptr_t hint) {
    return isPrivate ? lab.mapPrivate("map", whole, fd, hint) : lab.map("map", whole, fd, false, hint);
  };

  const Mapping control = fresh(0);
  if (!control || !rangeIsFine(lab, control)) return;
  const Trial trials[kMost] = {
      {"len0", "vmas_len0", 0, 0},
      {"whole", "vmas_whole", 0, whole},
      {"unaligned", "vmas_unaligned", lab.base(), unit},
      {"odd_length", "vmas_odd_length", 0, unit + lab.base()},
      {"middle", "vmas_middle", unit, unit},
  };
  // Below the huge page only hugetlb memory has something to be asked.
  const size_t count = hugetlb ? kMost : 2;
  SmapsLook looks[kMost];
  for (size_t i = 0; i < count; ++i) {
    looks[i] = {trials[i].look, fresh(kLow + i * 2 * whole)};
    if (!looks[i].mapping) return;
    lab.lastIfTaken(lab.advise(Role::kTest, trials[i].step, looks[i].mapping, trials[i].offset,
                               trials[i].length, abi::kMadvSplit));
  }
  lookAtSmaps(lab, looks, count);
}

}  // namespace

void splitShared(Lab& lab) { split(lab, false); }
void splitPrivate(Lab& lab) { split(lab, true); }
void splitPlain(Lab& lab) { split(lab, false); }

}  // namespace hgm
