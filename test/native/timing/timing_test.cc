// The timing experiments: which series there are on which kernel. No duration is judged here.
#include <gtest/gtest.h>

#include <cerrno>

#include "harness/plans.h"
#include "harness/trial.h"

namespace {

using harness::borrowing;
using harness::plan;
using harness::Trial;
using hgm::Dialect;
using hgm::Memory;
using model::k1G;
using model::k2M;
using model::Model;
using model::Patch;
using model::patched;
using model::stock;

Trial observe(hgm::Plan what, const model::Traits& traits, uint32_t samples = 300) {
  Model kernel(traits);
  what.samples = samples;
  Trial trial(what);
  trial.run(kernel);
  EXPECT_TRUE(kernel.harm.empty());
  return trial;
}

TEST(TimingTest, TheFloorIsTheSameEverywhere) {
  for (const int version : {510, 618}) {
    const Trial trial = observe(plan("time.floor"), stock(version));
    ASSERT_NE(trial.series("clock_pair"), nullptr);
    ASSERT_NE(trial.series("ioctl_floor"), nullptr);
    EXPECT_EQ(trial.series("clock_pair")->count, 300U);
    EXPECT_EQ(trial.series("ioctl_floor")->count, 300U);
    EXPECT_TRUE(trial.series("clock_pair")->hasFirst);
    EXPECT_EQ(trial.text("clock", "source"), "clock_gettime(CLOCK_MONOTONIC)");
    EXPECT_GT(trial.out("clock", "stepNs"), 0);
  }
}

TEST(TimingTest, TheBaselines) {
  const Trial shmem = observe(plan("time.continue", Memory::kShmem), stock(618));
  ASSERT_NE(shmem.series("continue.base"), nullptr);
  EXPECT_EQ(shmem.series("continue.base")->count, 300U);
  EXPECT_EQ(shmem.series("continue.base")->shape.granuleBytes, 4096U);
  for (const uint64_t size : {k2M, k1G}) {
    const Trial huge = observe(borrowing("time.continue", size), stock(618));
    ASSERT_NE(huge.series("continue.huge"), nullptr);
    EXPECT_EQ(huge.series("continue.huge")->count, 300U);
    EXPECT_EQ(huge.series("continue.huge")->shape.granuleBytes, size);
    EXPECT_EQ(observe(plan("time.continue", Memory::kHugetlb, size), stock(618)).steps(), "");
  }
}

TEST(TimingTest, WithoutMinorFaultsThereIsNoSeries) {
  const Trial trial = observe(plan("time.continue", Memory::kShmem), stock(510));
  EXPECT_EQ(trial.answer("register"), -EINVAL);
  EXPECT_EQ(trial.journal().seriesCount, 0U);
}

TEST(TimingTest, BeforeHugetlbCouldBeUnmappedByAdviceThereIsOneSample) {
  const Trial trial = observe(borrowing("time.continue", k2M), stock(515));
  ASSERT_NE(trial.series("continue.huge"), nullptr);
  EXPECT_TRUE(trial.series("continue.huge")->hasFirst);
  EXPECT_EQ(trial.series("continue.huge")->count, 0U);
}

}  // namespace
