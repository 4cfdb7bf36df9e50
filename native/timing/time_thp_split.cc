// Splitting a transparent huge page: mprotect(2) of one base page in it, which every kernel does. The call
// cuts the mapping in three besides, as it does on memory of base pages. Each has a huge page of its own.
#include <sys/mman.h>
#include <sys/syscall.h>

#include "kernel/abi.h"
#include "observe/experiments.h"
#include "timing/calls.h"
#include "timing/place.h"
#include "timing/rounds.h"

namespace hgm {
namespace {

struct Thp {
  Mapping around;    // twice as large, so that one aligned huge page fits
  uintptr_t at = 0;  // 0: not to be had
};

// One base page is stored to; where the last one of the range is there as well, it is one huge page.
bool isHuge(Lab& lab, uintptr_t at) {
  uint8_t resident = 0;
  const uintptr_t last = at + lab.plan.thpBytes - lab.base();
  lab.kernel.call(SYS_mincore, static_cast<long>(last), static_cast<long>(lab.base()), pointerTo(&resident));
  return (resident & 1) != 0;
}

Thp freshThp(Lab& lab) {
  const uint64_t huge = lab.plan.thpBytes;
  Thp made = {freshMapping(lab.kernel, -1, 2 * huge)};
  if (!made.around) return made;
  const uintptr_t at = (made.around.base + huge - 1) / huge * huge;
  adviseAll(lab.kernel, made.around, abi::kMadvHugepage);
  if (lab.kernel.store(at, 1).signal != 0) return made;
  // Where huge pages are switched off, or none was free at once: asked for by name (6.1).
  if (!isHuge(lab, at)) adviseAll(lab.kernel, {at, huge}, abi::kMadvCollapse);
  if (isHuge(lab, at)) made.at = at;
  return made;
}

}  // namespace

void timeThpSplit(Lab& lab) {
  if (lab.plan.thpBytes == 0) return;
  Thp thp = freshThp(lab);
  lab.look("huge", "mincore", "huge", thp.at != 0 ? 1 : 0);
  if (thp.at == 0) return;
  settle(lab, thp.at);
  Measurement m(lab, "thp_split", {lab.plan.thpBytes});
  if (!m) return;
  inRounds(
      m, 1,
      [&](uint32_t) {
        const uintptr_t page = thp.at + lab.plan.thpBytes / 2;
        return lab.kernel.call(SYS_mprotect, static_cast<long>(page), static_cast<long>(lab.base()),
                               PROT_READ);
      },
      [&] {
        lab.unmap(thp.around);
        thp = freshThp(lab);
        return thp.at != 0;
      });
}

}  // namespace hgm
