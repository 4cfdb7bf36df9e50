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
    EXPECT_GT(bench.out("clock", "stepNs"), 0);
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

}  // namespace
