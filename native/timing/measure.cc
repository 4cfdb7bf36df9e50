#include "timing/measure.h"

#include <sys/resource.h>
#include <sys/syscall.h>

#include "timing/interrupts.h"
#include "timing/place.h"

namespace hgm {
namespace {

constexpr uint64_t kNsPerMs = 1'000'000;

Circumstances counters(Context& context) {
  Circumstances now;
  if (context.plan.interrupts && context.place.cpu >= 0)
    now.interrupts = interruptsOf(context.kernel, context.place.cpu);
  rusage usage = {};
  if (context.kernel.call(SYS_getrusage, RUSAGE_SELF, pointerTo(&usage)) < 0) return now;
  now.voluntarySwitches = usage.ru_nvcsw;
  now.involuntarySwitches = usage.ru_nivcsw;
  now.minorFaults = usage.ru_minflt;
  return now;
}

// How far a counter went; unknown where it was not read at both ends.
int64_t since(int64_t before, int64_t after) { return before >= 0 && after >= before ? after - before : -1; }

}  // namespace

Measurement::Measurement(Context& context, const char* id, const Shape& shape)
    : context_(context),
      series_(context.journal.open(id, shape)),
      lastCpu_(currentPlace(context.kernel).cpu) {
  if (series_ == nullptr) return;
  series_->during.cpu = context.place.cpu;
  series_->during.node = context.place.node;
  before_ = counters(context);
  if (context.plan.durationMs != 0) until_ = context.kernel.now() + context.plan.durationMs * kNsPerMs;
}

Measurement::~Measurement() {
  if (series_ == nullptr) return;
  const Circumstances after = counters(context_);
  Circumstances& during = series_->during;
  during.interrupts = since(before_.interrupts, after.interrupts);
  during.voluntarySwitches = since(before_.voluntarySwitches, after.voluntarySwitches);
  during.involuntarySwitches = since(before_.involuntarySwitches, after.involuntarySwitches);
  during.minorFaults = since(before_.minorFaults, after.minorFaults);
  if (context_.place.cpu >= 0 || lastCpu_ >= 0) during.migrations = migrations_;
  series_->ended = ended_;
  context_.journal.drain(*series_);
}

bool Measurement::more() {
  if (context_.place.cpu < 0) {  // not pinned: the scheduler may move the child
    const int cpu = currentPlace(context_.kernel).cpu;
    if (cpu != lastCpu_) ++migrations_;
    lastCpu_ = cpu;
  }
  if (!wants()) return false;
  if (context_.stop->load(std::memory_order_relaxed)) ended_ = Ended::kStopped;
  // Not before there is a sample: on a busy machine the cold call and the warm-up alone can take all the
  // time, and a series without one would say no more than that.
  if (until_ != 0 && series_->count > 0 && context_.kernel.now() >= until_) ended_ = Ended::kDuration;
  return ended_ == Ended::kFull;
}

}  // namespace hgm
