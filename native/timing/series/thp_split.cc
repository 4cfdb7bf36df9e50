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
bool isHuge(Context& context, uintptr_t at) {
  uint8_t resident = 0;
  const uintptr_t last = at + context.plan.thpBytes - context.base();
  context.kernel.call(SYS_mincore, static_cast<long>(last), static_cast<long>(context.base()),
                      pointerTo(&resident));
  return (resident & 1) != 0;
}

Thp freshThp(Context& context) {
  const uint64_t huge = context.plan.thpBytes;
  Thp made = {freshMapping(context.kernel, -1, 2 * huge)};
  if (!made.around) return made;
  const uintptr_t at = (made.around.base + huge - 1) / huge * huge;
  adviseAll(context.kernel, made.around, abi::kMadvHugepage);
  if (context.kernel.store(at, 1).signal != 0) return made;
  // Where huge pages are switched off, or none was free at once: asked for by name (6.1).
  if (!isHuge(context, at)) adviseAll(context.kernel, {at, huge}, abi::kMadvCollapse);
  if (isHuge(context, at)) made.at = at;
  return made;
}

}  // namespace

void timeThpSplit(Context& context) {
  if (context.plan.thpBytes == 0) return;
  Thp thp = freshThp(context);
  context.look("huge", "mincore", "huge", thp.at != 0 ? 1 : 0);
  if (thp.at == 0) return;
  settle(context, thp.at);
  Measurement m(context, "thp_split", {context.plan.thpBytes});
  if (!m) return;
  inRounds(
      m, 1,
      [&](uint32_t) {
        const uintptr_t page = thp.at + context.plan.thpBytes / 2;
        return context.kernel.call(SYS_mprotect, static_cast<long>(page), static_cast<long>(context.base()),
                                   PROT_READ);
      },
      [&] {
        context.unmap(thp.around);
        thp = freshThp(context);
        return thp.at != 0;
      });
}

}  // namespace hgm
