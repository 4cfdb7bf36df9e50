// Copying a base page, 2 MiB and 1 GiB into place: the physical part of a stall.
//
// As a page that came over a network meets it: the source was written a moment ago and is warm, the
// destination was touched long ago and has left the caches. So the source is one buffer, and the destination
// a window larger than second-level caches are, of which each copy takes the next part. 1 GiB is so many
// bytes through the same window, from a source of its size: two real gigabytes could be more than a control
// group grants, and its OOM killer writes to the kernel log. A last-level cache as large as the window
// flatters it.
#include <algorithm>

#include "observe/experiments.h"
#include "timing/calls.h"
#include "timing/place.h"
#include "timing/rounds.h"

namespace hgm {
namespace {

constexpr uint64_t kWindow = uint64_t{64} << 20;
constexpr uint64_t kLarge = uint64_t{2} << 20;
constexpr uint64_t kGigantic = uint64_t{1} << 30;
// Parts follow each other in this stride, an odd number of them, so that none is what a prefetcher expects.
constexpr uint64_t kStride = 97;
constexpr uint64_t kMostInRound = 256;

struct Copier {
  Kernel& kernel;
  const Mapping& source;
  const Mapping& target;

  void part(uint64_t bytes, uint64_t i) const {
    const uint64_t parts = kWindow / bytes;
    kernel.copyBytes(target.base + i * kStride % parts * bytes, source.base, bytes);
  }
  void whole(uint64_t bytes) const {
    for (uint64_t done = 0; done < bytes; done += kWindow)
      kernel.copyBytes(target.base, source.base, kWindow);
  }
};

}  // namespace

void timeMemcpy(Context& context) {
  const uint64_t most = context.plan.pageBytes;  // the largest to be copied
  const Mapping source = context.map("source", most >= kGigantic ? kWindow : kLarge, -1);
  const Mapping target = context.map("target", kWindow, -1);
  if (!source || !target) return;
  if (!fillPages(context, source, context.base()) || !fillPages(context, target, context.base())) return;
  settle(context, target.base);
  const Copier copier = {context.kernel, source, target};
  for (const uint64_t bytes : {context.base(), kLarge, kGigantic}) {
    if (bytes > std::max(most, context.base()) || context.stop->load()) return;
    Measurement m(context, "memcpy", {bytes});
    if (!m) return;
    const bool windowed = bytes > kWindow;
    uint64_t next =
        0;  // goes on from round to round, so that batched ones meet the same window as sampled ones
    inRounds(
        m, windowed ? 1 : static_cast<uint32_t>(std::min(kWindow / bytes, kMostInRound)),
        [&](uint32_t) {
          if (windowed) {
            copier.whole(bytes);
          } else {
            copier.part(bytes, next++);
          }
          return 0L;
        },
        [] { return true; });
  }
}

}  // namespace hgm
