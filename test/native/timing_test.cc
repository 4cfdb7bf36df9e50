// The timing experiments: which series there are on which kernel. No duration is judged here.
#include <gtest/gtest.h>

#include <cerrno>

#include "harness/bench.h"
#include "harness/plans.h"

namespace {

using harness::Bench;
using harness::borrowing;
using harness::plan;
using hgm::Dialect;
using hgm::Memory;
using model::k1G;
using model::k2M;
using model::Model;
using model::Patch;
using model::patched;
using model::stock;

Bench observe(hgm::Plan what, const model::Traits& traits, uint32_t samples = 300) {
  Model kernel(traits);
  what.samples = samples;
  Bench bench(what);
  bench.run(kernel);
  EXPECT_TRUE(kernel.harm.empty());
  return bench;
}

TEST(TimingTest, TheFloorIsTheSameEverywhere) {
  for (const int version : {510, 618}) {
    const Bench bench = observe(plan("time.floor"), stock(version));
    ASSERT_NE(bench.series("clock_pair"), nullptr);
    ASSERT_NE(bench.series("ioctl_floor"), nullptr);
    EXPECT_EQ(bench.series("clock_pair")->count, 300U);
    EXPECT_EQ(bench.series("ioctl_floor")->count, 300U);
    EXPECT_TRUE(bench.series("clock_pair")->hasFirst);
    EXPECT_EQ(bench.text("clock", "source"), "clock_gettime(CLOCK_MONOTONIC)");
  }
}

TEST(TimingTest, TheBaselines) {
  const Bench shmem = observe(plan("time.continue", Memory::kShmem), stock(618));
  ASSERT_NE(shmem.series("continue.base"), nullptr);
  EXPECT_EQ(shmem.series("continue.base")->count, 300U);
  EXPECT_EQ(shmem.series("continue.base")->shape.granuleBytes, 4096U);
  for (const uint64_t size : {k2M, k1G}) {
    const Bench huge = observe(borrowing("time.continue", size), stock(618));
    ASSERT_NE(huge.series("continue.huge"), nullptr);
    EXPECT_EQ(huge.series("continue.huge")->count, 300U);
    EXPECT_EQ(huge.series("continue.huge")->shape.granuleBytes, size);
    EXPECT_EQ(observe(plan("time.continue", Memory::kHugetlb, size), stock(618)).steps(), "");
  }
}

TEST(TimingTest, WithoutMinorFaultsThereIsNoSeries) {
  const Bench bench = observe(plan("time.continue", Memory::kShmem), stock(510));
  EXPECT_EQ(bench.answer("register"), -EINVAL);
  EXPECT_EQ(bench.journal().seriesCount, 0U);
}

TEST(TimingTest, BeforeHugetlbCouldBeUnmappedByAdviceThereIsOneSample) {
  const Bench bench = observe(borrowing("time.continue", k2M), stock(515));
  ASSERT_NE(bench.series("continue.huge"), nullptr);
  EXPECT_TRUE(bench.series("continue.huge")->hasFirst);
  EXPECT_EQ(bench.series("continue.huge")->count, 0U);
}

TEST(TimingTest, HgmIsTimedWhereItWorks) {
  const struct {
    Patch patch;
    Dialect dialect;
  } cases[] = {{Patch::kRfcV1, Dialect::kRfcV1},
               {Patch::kRfcV2, Dialect::kRfcV2},
               {Patch::kMadvSplit, Dialect::kMadvSplit}};
  for (const auto& each : cases) {
    for (const uint64_t size : {k2M, k1G}) {
      const Bench bench = observe(borrowing("time.hgm", size, each.dialect), patched(each.patch));
      const std::string where = harness::dialectName(each.dialect) + " " + harness::sizeWord(size);
      EXPECT_EQ(bench.answer("continue_base"), 0) << where;
      const bool advised = each.dialect == Dialect::kMadvSplit;
      EXPECT_EQ(bench.series("madv_split") != nullptr, advised) << where;
      const uint64_t rounds = size == k1G ? 4 : 100;
      for (const char* id : {"continue.first_base", "collapse"}) {
        ASSERT_NE(bench.series(id), nullptr) << where;
        EXPECT_EQ(bench.series(id)->count, rounds) << where << " " << id;
      }
      EXPECT_EQ(bench.series("continue.later_base")->count, 300U) << where;
    }
  }
}

TEST(TimingTest, HgmIsNotTimedWhereItDoesNot) {
  for (const Dialect dialect : {Dialect::kRfcV1, Dialect::kRfcV2, Dialect::kMadvSplit}) {
    const Bench bench = observe(borrowing("time.hgm", k2M, dialect), stock(618));
    EXPECT_EQ(bench.answer("continue_base"), -EINVAL);
    EXPECT_EQ(bench.journal().seriesCount, 0U);
    EXPECT_EQ(observe(plan("time.hgm", Memory::kHugetlb, k2M, dialect), stock(618)).steps(), "");
  }
}

}  // namespace
