// The measuring engine. One Measurement is one series: a call that is made many times, each time between two
// readings of the clock. Nothing is subtracted: the clock's own cost stands in the report beside it.
//
//   settle(context, alias.base);                          // timing/place.h: pin, once, when the page is
//   there Measurement m(context, "continue.base", {4096});      // touches its counters, notes the
//   circumstances inRounds(m, 256, call, reset);                    // timing/rounds.h: the usual loop, or by
//   hand: while (m.more()) {                                //   between samples or rounds: enough, time,
//   stop
//     if (m.time([&] { return call(); }) < 0) break;  //   one sample; a refusal ends the series
//   }
//
// Its end drains the tally, so a series costs no memory once it is over and the next one may be opened; at
// most Arena::kTallies are open at once. Threads that measure by themselves write their samples into memory
// of their own (scratch) and the main thread add()s them between rounds: a tally has one writer.
#pragma once

#include "observe/context.h"

namespace hgm {

class Measurement {
 public:
  // False (operator bool) where there is no series left; then nothing is measured.
  Measurement(Context& context, const char* id, const Shape& shape);
  ~Measurement();
  Measurement(const Measurement&) = delete;
  Measurement& operator=(const Measurement&) = delete;
  explicit operator bool() const { return series_ != nullptr; }

  Kernel& kernel() { return context_.kernel; }
  // 0 until the cold first call was measured, and whether it was.
  uint64_t firstNs() const { return series_->firstNs; }
  bool begun() const { return series_->hasFirst; }

  // Whether another sample is wanted, by everything that can end a series; the time alone ends none that has
  // no sample yet. Reads the clock: not to be called inside of what is timed.
  bool more();
  // The same by the number of samples alone: for inside of a round.
  bool wants() const { return ended_ == Ended::kFull && series_->count < context_.plan.samples; }

  // Makes the call between two readings and adds the difference, if it succeeded: a refused call is no sample
  // and ends the series. Returns the call's answer.
  template <typename Call>
  long time(Call call) {
    const uint64_t before = context_.kernel.now();
    const long result = call();
    const uint64_t after = context_.kernel.now();
    if (result >= 0) {
      add(after - before);
    } else {
      refuse();
    }
    return result;
  }

  // A sample that was taken elsewhere, by a thread for instance. The first of all is the cold one.
  void add(uint64_t ns) {
    if (series_->hasFirst && !wants()) return;
    if (!series_->add(ns)) ended_ = Ended::kOverflow;
  }

  // `calls` calls that took `totalNs` between two readings: the cross-check of the samples.
  void addBatch(uint64_t totalNs, uint64_t calls) {
    series_->batchedTotalNs += totalNs;
    series_->batchedCalls += calls;
  }

  // A call was refused, also one that only prepares the next sample.
  void refuse() { ended_ = Ended::kRefused; }

 private:
  Context& context_;
  Series* const series_;
  Ended ended_ = Ended::kFull;
  uint64_t until_ = 0;  // 0: no limit
  int lastCpu_;
  int64_t migrations_ = 0;
  Circumstances before_;  // counters at the start: of a child that is killed none are told
};

}  // namespace hgm
