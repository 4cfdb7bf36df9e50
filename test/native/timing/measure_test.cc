// The measuring loop on a clock that is known: what must be in the figures, what must not, and what ends it.
#include "timing/measure.h"

#include <gtest/gtest.h>
#include <sys/syscall.h>

#include <cerrno>
#include <numeric>

#include "harness/plans.h"
#include "harness/trial.h"
#include "timing/rounds.h"

namespace {

using harness::samplesOf;
using harness::Trial;
using hgm::Ended;
using hgm::Memory;
using model::Asked;
using model::Model;

constexpr uint64_t kReading = 10;  // what the model's clock takes
constexpr uint32_t kCycle = 32;    // divides the warm-up and every round

bool isContinue(const Asked& asked) {
  return asked.number == SYS_ioctl && static_cast<unsigned long>(asked.b) == hgm::abi::kIocContinue;
}

hgm::Plan shmem(uint32_t samples) {
  hgm::Plan made = harness::plan("time.continue", Memory::kShmem);
  made.samples = samples;
  return made;
}

// Runs it with `lasts(i)` nanoseconds for CONTINUE number i.
template <typename Lasts>
Trial run(const hgm::Plan& what, Lasts lasts) {
  Model kernel(model::stock(618));
  size_t continued = 0;
  kernel.lasts = [&](const Asked& asked) { return isContinue(asked) ? lasts(continued++) : 100; };
  Trial trial(what);
  trial.run(kernel);
  EXPECT_TRUE(kernel.harm.empty());
  return trial;
}

TEST(MeasureTest, TheColdCallAndTheWarmUpAreInNoFigure) {
  const Trial trial = run(shmem(320), [](size_t i) -> uint64_t {
    return i == 0 ? 9000 : i <= hgm::kWarmUpCalls ? 777'000 : 100 + i % kCycle;
  });
  const hgm::Series& series = *trial.series("continue.base");
  EXPECT_EQ(series.firstNs, 9000 + kReading);
  EXPECT_EQ(series.count, 320U);
  ASSERT_EQ(series.seenCount, kCycle);
  for (uint32_t i = 0; i < kCycle; ++i) {
    EXPECT_EQ(series.seen[i].ns, 100 + i + kReading);
    EXPECT_EQ(series.seen[i].count, 320U / kCycle);
  }
  EXPECT_EQ(series.ended, Ended::kFull);
}

TEST(MeasureTest, TheBatchedMeanIsOfCallsBackToBack) {
  const Trial trial = run(shmem(320), [](size_t i) { return 100 + i % kCycle; });
  const hgm::Series& series = *trial.series("continue.base");
  EXPECT_EQ(series.batchedCalls, 256U);  // one round of the two
  // The mean of the cycle, and one reading for all of them.
  EXPECT_EQ(series.batchedTotalNs, 256 * 100 + 256 / kCycle * (kCycle * (kCycle - 1) / 2) + kReading);
}

TEST(MeasureTest, ASlowCallIsNotWarmedUpForLong) {
  const Trial trial = run(shmem(3), [](size_t i) { return i < 2 ? 2'000'000 : 5; });
  // The second call is a sample already: the first one took longer than all of the warm-up may.
  EXPECT_EQ(samplesOf(*trial.series("continue.base")),
            (std::vector<uint64_t>{5 + kReading, 5 + kReading, 2'000'000 + kReading}));
}

TEST(MeasureTest, WhereSlowValuesHaveNoRoomTheSeriesEndsAndSaysSo) {
  const Trial trial = run(shmem(UINT32_MAX), [](size_t) { return hgm::Tally::kFine; });
  const hgm::Series& series = *trial.series("continue.base");
  EXPECT_EQ(series.ended, Ended::kOverflow);
  EXPECT_EQ(series.count, hgm::Tally::kSlow);
}

TEST(MeasureTest, ADurationEndsIt) {
  hgm::Plan what = shmem(UINT32_MAX);
  what.durationMs = 3;
  const Trial trial = run(what, [](size_t) { return 1000; });
  const hgm::Series& series = *trial.series("continue.base");
  EXPECT_EQ(series.ended, Ended::kDuration);
  EXPECT_GT(series.count, 1000U);
  EXPECT_LT(series.count, 4000U);
}

TEST(MeasureTest, ADurationThatTheColdCallTookLeavesOneRound) {
  hgm::Plan what = shmem(UINT32_MAX);
  what.durationMs = 3;
  const Trial trial = run(what, [](size_t i) { return i == 0 ? 4'000'000 : 1000; });
  const hgm::Series& series = *trial.series("continue.base");
  EXPECT_EQ(series.ended, Ended::kDuration);
  EXPECT_GT(series.count, 0U);
  EXPECT_LE(series.count, 256U);
}

TEST(MeasureTest, StoppedItKeepsWhatItHas) {
  Model kernel(model::stock(618));
  Trial trial(shmem(UINT32_MAX));
  size_t continued = 0;
  kernel.lasts = [&](const Asked& asked) {
    if (isContinue(asked) && ++continued == 1000) trial.stop->store(true);
    return 100;
  };
  trial.run(kernel);
  const hgm::Series& series = *trial.series("continue.base");
  EXPECT_EQ(series.ended, Ended::kStopped);
  EXPECT_GT(series.count, 0U);
  EXPECT_LT(series.count, 1000U);
}

TEST(MeasureTest, ARefusalEndsItAndIsNoSample) {
  Model kernel(model::stock(618));
  size_t continued = 0;
  kernel.instead = [&](const Asked& asked) -> std::optional<long> {
    if (isContinue(asked) && ++continued == 100) return -EAGAIN;
    return std::nullopt;
  };
  Trial trial(shmem(300));
  trial.run(kernel);
  EXPECT_EQ(trial.series("continue.base")->ended, Ended::kRefused);
  EXPECT_EQ(trial.series("continue.base")->count, 99 - 1 - hgm::kWarmUpCalls);
}

TEST(MeasureTest, CountersAreThoseOfTheSeriesAlone) {
  hgm::Plan what = shmem(10);
  what.interrupts = true;
  Model kernel(model::stock(618));
  kernel.machine.between = [&] {
    kernel.machine.usage.ru_nivcsw += 3;
    kernel.machine.usage.ru_nvcsw += 2;
    kernel.machine.usage.ru_minflt += 1;
    kernel.machine.interrupts[0] += 40;
    kernel.machine.interrupts[1] += 500;
  };
  Trial trial(what);
  trial.run(kernel);
  const hgm::Circumstances& during = trial.series("continue.base")->during;
  EXPECT_EQ(during.involuntarySwitches, 3);
  EXPECT_EQ(during.voluntarySwitches, 2);
  EXPECT_EQ(during.minorFaults, 1);
  EXPECT_EQ(during.interrupts, 40);
  EXPECT_EQ(during.migrations, 0);
}

TEST(MeasureTest, CountersThatTheKernelDoesNotTellAreNoZeros) {
  Model kernel(model::stock(618));
  kernel.machine.mayPin = false;
  kernel.instead = [](const Asked& asked) -> std::optional<long> {
    if (asked.number == SYS_getrusage || asked.number == SYS_getcpu) return -ENOSYS;
    return std::nullopt;
  };
  Trial trial(shmem(10));
  trial.run(kernel);
  const hgm::Circumstances& during = trial.series("continue.base")->during;
  for (const int64_t unknown :
       {during.migrations, during.voluntarySwitches, during.involuntarySwitches, during.minorFaults})
    EXPECT_EQ(unknown, -1);
}

TEST(MeasureTest, AnUnpinnedChildIsWatched) {
  Model kernel(model::stock(618));
  kernel.machine.mayPin = false;
  kernel.lasts = [&](const Asked& asked) {
    if (asked.number == SYS_madvise) kernel.machine.cpu ^= 1;  // between two rounds
    return 100;
  };
  Trial trial(shmem(1000));
  trial.run(kernel);
  const hgm::Circumstances& during = trial.series("continue.base")->during;
  EXPECT_EQ(during.cpu, -1);
  EXPECT_GT(during.migrations, 0);
}

}  // namespace
