#include "timing/measure.h"

#include <sys/resource.h>
#include <sys/syscall.h>

#include "timing/interrupts.h"
#include "timing/place.h"

namespace hgm {
namespace {

constexpr uint64_t kNsPerMs = 1'000'000;

Circumstances counters(Lab& lab) {
  rusage usage = {};
  lab.kernel.call(SYS_getrusage, RUSAGE_SELF, static_cast<long>(reinterpret_cast<uintptr_t>(&usage)));
  Circumstances now = {};
  now.interrupts = lab.plan.interrupts && lab.place.cpu >= 0 ? interruptsOf(lab.kernel, lab.place.cpu) : -1;
  now.voluntarySwitches = static_cast<uint64_t>(usage.ru_nvcsw);
  now.involuntarySwitches = static_cast<uint64_t>(usage.ru_nivcsw);
  now.minorFaults = static_cast<uint64_t>(usage.ru_minflt);
  return now;
}

}  // namespace

Measurement::Measurement(Lab& lab, const char* id, const Shape& shape)
    : lab_(lab), series_(lab.journal.open(id, shape)), lastCpu_(currentPlace(lab.kernel).cpu) {
  if (series_ == nullptr) return;
  series_->during.cpu = lab.place.cpu;
  series_->during.node = lab.place.node;
  before_ = counters(lab);
  if (lab.plan.durationMs != 0) until_ = lab.kernel.now() + lab.plan.durationMs * kNsPerMs;
}

Measurement::~Measurement() {
  if (series_ == nullptr) return;
  const Circumstances after = counters(lab_);
  Circumstances& during = series_->during;
  if (before_.interrupts >= 0 && after.interrupts >= before_.interrupts)
    during.interrupts = after.interrupts - before_.interrupts;
  during.voluntarySwitches = after.voluntarySwitches - before_.voluntarySwitches;
  during.involuntarySwitches = after.involuntarySwitches - before_.involuntarySwitches;
  during.minorFaults = after.minorFaults - before_.minorFaults;
  series_->ended = ended_;
  lab_.journal.drain(*series_);
}

bool Measurement::more() {
  if (lab_.place.cpu < 0) {  // not pinned: the scheduler may move the child
    const int cpu = currentPlace(lab_.kernel).cpu;
    if (cpu != lastCpu_) ++series_->during.migrations;
    lastCpu_ = cpu;
  }
  if (!wants()) return false;
  if (lab_.stop->load(std::memory_order_relaxed)) ended_ = Ended::kStopped;
  if (until_ != 0 && lab_.kernel.now() >= until_) ended_ = Ended::kDuration;
  return ended_ == Ended::kFull;
}

}  // namespace hgm
