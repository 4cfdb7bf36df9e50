// The usual loop of a measurement: rounds of calls that can each be made once, and a reset that makes them
// possible again, outside of what is timed.
#pragma once

#include <algorithm>

#include "timing/measure.h"

namespace hgm {

// Warm-up: as many calls as fit in a millisecond, going by the cold first one, and these at the most.
constexpr uint64_t kWarmUpNs = 1'000'000;
constexpr uint64_t kWarmUpCalls = 64;
// One round in so many is made back to back between two readings, for the batched mean. Among the sampled
// ones and not after them, so that both see the same machine.
constexpr uint64_t kBatchEvery = 4;

// call(i): makes call number i of a round, 0 <= i < calls; its answer, negative where it was refused.
// reset(): makes all calls possible again, whichever were made; false where that was refused.
//
// The order: the cold first call, which is kept apart; the warm-up, which is in no figure; then rounds of
// samples. A round of one call has no batched mean: it would be the sample.
template <typename Call, typename Reset>
void inRounds(Measurement& m, uint32_t calls, Call call, Reset reset) {
  if (m.time([&] { return call(0u); }) < 0) return;
  uint64_t warm = std::min(kWarmUpCalls, kWarmUpNs / std::max<uint64_t>(m.firstNs(), 1));
  uint32_t at = 1;
  for (;; --warm, ++at) {
    if (at == calls || warm == 0) {
      if (!reset()) return m.refuse();
      at = 0;
    }
    if (warm == 0) break;
    if (call(at) < 0) return m.refuse();
  }
  for (uint64_t round = 0; m.more(); ++round) {
    for (uint32_t i = 0; i < calls && m.wants(); ++i) {
      if (m.time([&] { return call(i); }) < 0) return;
    }
    if (!reset()) return m.refuse();
    if (calls == 1 || round % kBatchEvery != 0) continue;
    const uint64_t before = m.kernel().now();
    for (uint32_t i = 0; i < calls; ++i) {
      if (call(i) < 0) return m.refuse();
    }
    m.addBatch(m.kernel().now() - before, calls);
    if (!reset()) return m.refuse();
  }
}

}  // namespace hgm
