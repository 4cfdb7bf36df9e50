// MADV_COLLAPSE: of plain memory into a transparent huge page; of hugetlb memory it is known to HGM
// kernels alone, and a whole untouched huge page is the one length that is safe on all of them.
#include "kernel/abi.h"
#include "observe/experiments.h"
#include "observe/memory/advice.h"
#include "observe/test_mapping.h"

namespace hgm {
namespace {

void collapsePlain(Context& context) {
  const Mapping test = alignedTestMapping(context).primary;
  if (!test || !hugeRangeIsFine(context, test)) return;
  if (context.store("store", test, 0, kProbeByte).signal != 0) return;
  if (context.advise(Role::kTest, "huge", test, 0, test.length, abi::kMadvCollapse) < 0) return;
  // One page was touched: more of them resident is the huge page's doing. The first 512 are as good as all: a
  // transparent huge page of 32 MiB, with base pages of 16 KiB, has 2048.
  const uint64_t seen = 512 * context.base();
  const long pages = residentPages(context, test, 0, test.length < seen ? test.length : seen);
  if (pages < 0) {
    context.lookedInVain("huge_effect", "mincore", pages);
  } else {
    context.look("huge_effect", "mincore", "changed", pages > 1 ? 1 : 0);
  }
}

}  // namespace

void hgmCollapse(Context& context) {
  const TestMapping test = emptyMapping(context, 1);
  if (!test || !rangeIsFine(context, test.primary)) return;
  context.lastIfTaken(
      context.advise(Role::kTest, "collapse", test.primary, 0, test.unit, abi::kMadvCollapse));
}

void collapse(Context& context) {
  if (context.plan.thpBytes != 0) collapsePlain(context);
}

}  // namespace hgm
