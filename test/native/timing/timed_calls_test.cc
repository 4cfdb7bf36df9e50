// What is timed on every kernel: which series of operations, faults and copies there are on which memory. No
// duration is judged here.
#include <gtest/gtest.h>
#include <sys/syscall.h>

#include <cerrno>

#include "harness/guard.h"
#include "harness/plans.h"
#include "harness/trial.h"
#include "kernel/abi.h"
#include "timing/faults/team.h"

namespace {

using harness::borrowing;
using harness::plan;
using harness::Trial;
using hgm::Memory;
using model::k1G;
using model::k2M;
using model::Model;
using model::stock;

constexpr uint32_t kSamples = 5;

Trial observe(hgm::Plan what, Model& kernel) {
  what.samples = kSamples;
  Trial trial(what);
  harness::Guard guard(kernel, trial.plan);
  kernel.journal = &trial.journal();
  trial.run(guard);
  for (const std::string& each : guard.violations()) ADD_FAILURE() << harness::nameOf(what) << ": " << each;
  return trial;
}

Trial observe(const hgm::Plan& what, int version = 618) {
  Model kernel(stock(version));
  return observe(what, kernel);
}

void expectSeries(const Trial& trial, const std::string& id, uint64_t granuleBytes) {
  const hgm::Series* const series = trial.series(id);
  ASSERT_NE(series, nullptr) << id;
  EXPECT_EQ(series->count, kSamples) << id;
  EXPECT_TRUE(series->hasFirst) << id;
  EXPECT_EQ(series->shape.granuleBytes, granuleBytes) << id;
  EXPECT_EQ(series->ended, hgm::Ended::kFull) << id;
}

TEST(TimedCallsTest, OperationsOnBasePages) {
  for (const Memory memory : {Memory::kAnonymous, Memory::kShmem}) {
    for (const std::string name : {"writeprotect", "copy", "poison"})
      expectSeries(observe(plan("time." + name, memory)), name + ".base", 4096);
  }
}

TEST(TimedCallsTest, OperationsOnWholeHugePages) {
  for (const uint64_t size : {k2M, k1G}) {
    for (const std::string name : {"writeprotect", "copy"}) {
      expectSeries(observe(borrowing("time." + name, size)), name + ".huge", size);
      EXPECT_EQ(observe(plan("time." + name, Memory::kHugetlb, size)).steps(), "") << name;
    }
    // A marker takes no page, so none has to be lent.
    expectSeries(observe(plan("time.poison", Memory::kHugetlb, size)), "poison.huge", size);
  }
}

TEST(TimedCallsTest, WhatAKernelDoesNotHaveIsNoSeries) {
  EXPECT_EQ(observe(plan("time.poison", Memory::kShmem), 601).journal().seriesCount, 0U);
  EXPECT_EQ(observe(plan("time.writeprotect", Memory::kShmem), 515).journal().seriesCount, 0U);
  EXPECT_EQ(observe(plan("time.batch", Memory::kShmem), 510).journal().seriesCount, 0U);
  EXPECT_EQ(observe(plan("time.fault", Memory::kShmem), 510).journal().seriesCount, 0U);
}

TEST(TimedCallsTest, BatchesOfOneTo512Pages) {
  const Trial trial = observe(plan("time.batch", Memory::kShmem));
  ASSERT_EQ(trial.journal().seriesCount, 10U);
  for (size_t i = 0; i < 10; ++i) {
    EXPECT_EQ(trial.journal().series[i].shape.units, 1U << i);
    EXPECT_EQ(trial.journal().series[i].count, kSamples);
  }
}

TEST(TimedCallsTest, CopiesUpToTheSizeAskedFor) {
  const uint64_t k4K = 4096;
  const struct {
    uint64_t most;
    std::vector<uint64_t> sizes;
  } cases[] = {{k2M, {k4K, k2M}}, {k1G, {k4K, k2M, k1G}}};
  for (const auto& each : cases) {
    hgm::Plan what = plan("time.memcpy");
    what.pageBytes = each.most;
    const Trial trial = observe(what);
    ASSERT_EQ(trial.journal().seriesCount, each.sizes.size());
    for (size_t i = 0; i < each.sizes.size(); ++i) {
      EXPECT_EQ(trial.journal().series[i].shape.granuleBytes, each.sizes[i]);
      EXPECT_EQ(trial.journal().series[i].count, kSamples);
    }
  }
}

TEST(TimedCallsTest, ATransparentHugePageIsSplitWhereThereIsOne) {
  expectSeries(observe(plan("time.thp_split", Memory::kAnonymous)), "thp_split", k2M);
  hgm::Plan none = plan("time.thp_split", Memory::kAnonymous);
  none.thpBytes = 0;
  EXPECT_EQ(observe(none).journal().seriesCount, 0U);
}

// The page that is split must be one: where only the base page is there, nothing is timed.
TEST(TimedCallsTest, MemoryThatDidNotBecomeAHugePageIsNotTimed) {
  Model kernel(stock(618));
  kernel.instead = [](const model::Asked& asked) -> std::optional<long> {
    if (asked.number != SYS_mincore) return std::nullopt;
    *reinterpret_cast<uint8_t*>(asked.c) = 0;
    return 0;
  };
  const Trial trial = observe(plan("time.thp_split", Memory::kAnonymous), kernel);
  EXPECT_EQ(trial.out("huge", "huge"), 0);
  EXPECT_EQ(trial.journal().seriesCount, 0U);
}

TEST(TimedCallsTest, AFaultIsTimedOnWhatIsMapped) {
  for (const Memory memory : {Memory::kShmem, Memory::kAnonymous})
    expectSeries(observe(plan("time.fault", memory)), "fault.poll", 4096);
  for (const uint64_t size : {k2M, k1G})
    expectSeries(observe(borrowing("time.fault", size)), "fault.poll", size);
}

std::string shapes(const Trial& trial) {
  std::string all;
  for (size_t i = 0; i < trial.journal().seriesCount; ++i) {
    const hgm::Series& each = trial.journal().series[i];
    EXPECT_EQ(each.count, kSamples);
    all += (all.empty() ? "" : " ") + std::string(each.id) + "/" + std::to_string(each.shape.threads);
  }
  return all;
}

// A thread more than the CPUs have room for would be timed waiting for its turn, with a spinning handler
// above all.
TEST(TimedCallsTest, ThreadsFaultAtOnceUpToTheNumberOfCpus) {
  const struct {
    size_t cpus;
    uint32_t threads;
    const char* series;
  } cases[] = {{1, 64, "fault.poll/1"},
               {2, 1, "fault.poll/1"},
               {2, 64, "fault.poll/1 fault.spin/1 fault.poll/2"},
               {3, 64, "fault.poll/1 fault.spin/1 fault.poll/2 fault.spin/2 fault.poll/3"},
               {8, 4, "fault.poll/1 fault.spin/1 fault.poll/2 fault.spin/2 fault.poll/4 fault.spin/4"}};
  for (const auto& each : cases) {
    for (const Memory memory : {Memory::kShmem, Memory::kAnonymous, Memory::kHugetlb}) {
      const bool huge = memory == Memory::kHugetlb;
      hgm::Plan what = huge ? borrowing("time.fault", k2M) : plan("time.fault", memory);
      what.threads = each.threads;
      Model kernel(stock(618));
      kernel.machine.nodeOfCpu.assign(each.cpus, 0);
      kernel.machine.allowed.assign(each.cpus, true);
      EXPECT_EQ(shapes(observe(what, kernel)), each.series) << each.cpus << " CPUs";
    }
  }
}

// The first round only warms up. On a busy machine it alone can outlast the time of the series.
TEST(TimedCallsTest, AFaultHasSamplesHoweverSlowTheFirstRoundWas) {
  Model kernel(stock(618));
  kernel.lasts = [](const model::Asked& asked) -> uint64_t {
    return asked.number == SYS_read ? 50'000'000 : 100;
  };
  hgm::Plan what = plan("time.fault", Memory::kShmem);
  what.samples = 300;
  what.durationMs = 25;
  Trial trial(what);
  trial.run(kernel);
  const hgm::Series* const series = trial.series("fault.poll");
  ASSERT_NE(series, nullptr);
  EXPECT_TRUE(series->hasFirst);
  EXPECT_EQ(series->count, uint64_t{hgm::kMostTouches});
  EXPECT_EQ(series->ended, hgm::Ended::kDuration);
}

// A page that is there already does not fault: its touch is no sample, and the experiment ends.
TEST(TimedCallsTest, ATouchThatDoesNotFaultIsNoSample) {
  Model kernel(stock(618));
  kernel.instead = [](const model::Asked& asked) -> std::optional<long> {
    const bool enrolls = asked.number == SYS_ioctl && asked.b == static_cast<long>(hgm::abi::kIocRegister);
    return enrolls ? std::optional<long>(0) : std::nullopt;
  };
  hgm::Plan what = plan("time.fault", Memory::kShmem);
  what.samples = kSamples;
  Trial trial(what);
  trial.run(kernel);
  const hgm::Series* const series = trial.series("fault.poll");
  EXPECT_TRUE(series == nullptr || (!series->hasFirst && series->count == 0));
}

}  // namespace
