// What HGM costs where it works, on one borrowed page: the first base-page CONTINUE, which makes page tables,
// the later ones, the one that fills the last hole, and COLLAPSE of the page back into one. A page of which a
// piece is itself a huge page (2M of 1G) has base pages in its first piece, and the others mapped as pieces:
// base pages all over it would take the time of a quarter of a million calls, and COLLAPSE walks either.
//
// On any other kernel the trial is refused and no series is begun. Each round has a fresh mapping, since page
// tables outlive MADV_DONTNEED, and each mapping is collapsed and unmapped whole only (kernel-facts.md, "Ways
// to crash an HGM kernel").
#include <algorithm>

#include "kernel/abi.h"
#include "observe/experiments.h"
#include "observe/hgm/hole.h"
#include "timing/calls.h"
#include "timing/granular.h"
#include "timing/place.h"
#include "timing/rounds.h"

namespace hgm {
namespace {

// How a huge page is filled: base pages in the first part of it, pieces in the rest.
struct Layout {
  uint64_t base;
  uint64_t pages;  // in the first part
  uint64_t piece;  // size of a piece; 0 where the first part is all there is
  uint64_t pieces;
};

Layout layoutOf(Context& context, uint64_t unit) {
  const Plan& plan = context.plan;
  // The largest: 2M of 1G. A kernel with more sizes between would map the largest leaf that fits.
  const uint64_t piece =
      plan.granuleCount == 0 ? 0 : *std::max_element(plan.granules, plan.granules + plan.granuleCount);
  if (piece == 0) return {context.base(), unit / context.base(), 0, 0};
  return {context.base(), piece / context.base(), piece, unit / piece - 1};
}

struct Run {
  Context& context;
  const int fd;
  const Layout layout;
  Measurement first, later, last, collapse;
  Measurement* pieces = nullptr;

  Run(Context& where, int descriptor, const Layout& how, uint64_t unit)
      : context(where),
        fd(descriptor),
        layout(how),
        first(where, "continue.first_base", {how.base}),
        later(where, "continue.later_base", {how.base}),
        last(where, "continue.last_base", {how.base}),
        collapse(where, "collapse", {unit}) {}

  // Each is asked, so that each knows why it ended.
  bool more() {
    const bool wanted = first.more();
    for (Measurement* each : {&later, &last, &collapse}) each->more();
    if (pieces != nullptr) pieces->more();
    return wanted;
  }
};

// `count` CONTINUEs in a row, one by one or, for the cross-check, between two readings.
bool row(Context& context, Measurement& m, int fd, uintptr_t from, uint64_t bytes, uint64_t count,
         bool batched) {
  const auto call = [&](uint64_t i) { return resume(context.kernel, fd, from + i * bytes, bytes); };
  const uint64_t before = context.kernel.now();
  for (uint64_t i = 0; i < count; ++i) {
    const long result = batched ? call(i) : m.time([&] { return call(i); });
    if (result >= 0) continue;
    m.refuse();
    return false;
  }
  if (batched) m.addBatch(context.kernel.now() - before, count);
  return true;
}

bool fill(Run& run, const Mapping& target, bool batched) {
  const auto [base, pages, piece, count] = run.layout;
  Context& context = run.context;
  if (!row(context, run.first, run.fd, target.base, base, 1, false)) return false;
  if (!row(context, run.later, run.fd, target.base + base, base, pages - 2, batched)) return false;
  Measurement* const pieces = run.pieces;
  if (pieces != nullptr && !row(context, *pieces, run.fd, target.base + piece, piece, count, batched))
    return false;
  if (!row(context, run.last, run.fd, target.base + (pages - 1) * base, base, 1, false)) return false;
  return run.collapse.time(
             [&] { return adviseAll(context.kernel, target, abi::kMadvCollapse) ? 0L : -1L; }) >= 0;
}

// The first round is made however long it took to get ready.
void rounds(Run& run, const TestMapping& test) {
  bool good = true;
  for (uint64_t round = 0; good && (round == 0 || run.more()); ++round) {
    const Mapping target = granularMapping(run.context, run.fd, test);
    if (!target) return run.first.refuse();
    // The first round has the cold calls, which are no part of a mean.
    good = fill(run, target, round % kBatchEvery == 1);
    run.context.unmap(target);
  }
}

}  // namespace

void timeHgm(Context& context) {
  const auto page = granularPage(context);
  if (!page) return;
  const auto& [test, fd] = page;
  const Layout layout = layoutOf(context, test.unit);
  if (layout.pages < 4) return;  // no base page would be a later one
  settle(context, test.alias.base);
  Run run(context, fd, layout, test.unit);
  if (layout.pieces == 0) return rounds(run, test);
  Measurement pieces(context, "continue.piece", {layout.piece});
  run.pieces = &pieces;
  rounds(run, test);
}

}  // namespace hgm
