// The advice that works on pages, on stock kernels; and what the memory looked like afterwards.
#include <gtest/gtest.h>
#include <sys/syscall.h>

#include <cerrno>

#include "harness/plans.h"
#include "harness/trial.h"

namespace {

using harness::borrowing;
using harness::plan;
using harness::Trial;
using hgm::Memory;
using model::k1G;
using model::k2M;
using model::Model;
using model::stock;

Trial observe(const hgm::Plan& what, int version = 618) {
  Model kernel(stock(version));
  Trial trial(what);
  trial.run(kernel);
  return trial;
}

class AdviceTest : public testing::TestWithParam<uint64_t> {};
INSTANTIATE_TEST_SUITE_P(PerSize, AdviceTest, testing::Values(k2M, k1G));

TEST_P(AdviceTest, DontneedOfABasePageReturns0AndDoesNothing) {
  const Trial trial = observe(borrowing("dontneed", GetParam()));
  EXPECT_EQ(trial.answer("base"), 0);
  EXPECT_EQ(trial.out("base_effect", "changed"), 0);
  EXPECT_EQ(trial.answer("huge"), 0);
  EXPECT_EQ(trial.out("huge_effect", "changed"), 1);
}

TEST_P(AdviceTest, DontneedBetween518And60RoundsUp) {
  const Trial trial = observe(borrowing("dontneed", GetParam()), 519);
  EXPECT_EQ(trial.answer("base"), 0);
  EXPECT_EQ(trial.out("base_effect", "changed"), 1);
  EXPECT_EQ(trial.out("base_effect", "beyond"), 1);
}

TEST_P(AdviceTest, DontneedBefore518IsRefused) {
  const Trial trial = observe(borrowing("dontneed", GetParam()), 515);
  EXPECT_EQ(trial.answer("base"), -EINVAL);
  EXPECT_EQ(trial.answer("huge"), -EINVAL);
}

TEST_P(AdviceTest, RemoveOfABasePageZeroesAndGivesNothingBack) {
  const Trial trial = observe(borrowing("remove", GetParam()));
  EXPECT_EQ(trial.answer("base"), 0);
  EXPECT_EQ(trial.out("base_effect", "changed"), 1);
  EXPECT_EQ(trial.out("base_effect", "freedBytes"), 0);
  EXPECT_EQ(trial.answer("huge"), 0);
  EXPECT_EQ(trial.out("huge_effect", "freedBytes"), static_cast<int64_t>(GetParam()));
}

TEST_P(AdviceTest, PopulateOfABasePageTakesTheHugePage) {
  const Trial trial = observe(borrowing("populate", GetParam()));
  for (const char* step : {"base", "read_base", "huge", "read_huge"}) {
    EXPECT_EQ(trial.answer(step), 0) << step;
    EXPECT_EQ(trial.out(std::string(step) + "_effect", "allocatedBytes"), static_cast<int64_t>(GetParam()))
        << step;
  }
  EXPECT_EQ(trial.out("base_effect", "beyond"), 1);
  EXPECT_EQ(trial.out("huge_effect", "beyond"), 0);
}

TEST_P(AdviceTest, WithoutAPageOnlyTheControlIsMade) {
  for (const char* experiment : {"dontneed", "remove", "populate"}) {
    const Trial trial = observe(plan(experiment, Memory::kHugetlb, GetParam()));
    EXPECT_EQ(trial.answer("range"), 0) << experiment;
    EXPECT_EQ(trial.steps(hgm::Role::kTest), "") << experiment;
  }
}

TEST_P(AdviceTest, CollapseOfHugetlbIsUnknownToStock) {
  for (const int version : {510, 601, 618, 703}) {
    const Trial trial = observe(plan("hgm_collapse", Memory::kHugetlb, GetParam()), version);
    EXPECT_EQ(trial.answer("range"), 0) << version;
    EXPECT_EQ(trial.answer("collapse"), -EINVAL) << version;
  }
}

TEST(PlainAdviceTest, AnonymousMemoryAndShmem) {
  for (const Memory memory : {Memory::kAnonymous, Memory::kShmem}) {
    const Trial dontneed = observe(plan("dontneed", memory));
    EXPECT_EQ(dontneed.out("base_effect", "changed"), 1);
    EXPECT_EQ(dontneed.out("base_effect", "beyond"), 0);
    const Trial populate = observe(plan("populate", memory));
    EXPECT_EQ(populate.out("base_effect", "allocatedBytes"), 4096);
    EXPECT_EQ(populate.out("base_effect", "beyond"), 0);
    EXPECT_EQ(populate.out("read_base_effect", "changed"), 1);
  }
  const Trial remove = observe(plan("remove", Memory::kShmem));
  EXPECT_EQ(remove.out("base_effect", "changed"), 1);
  EXPECT_EQ(remove.out("base_effect", "freedBytes"), 4096);
}

// mincore(2) is missing from systemd's @system-service; fstat(2) may be refused as any call may.
TEST(PlainAdviceTest, ALookThatFailsShowsNothing) {
  const struct {
    hgm::Plan plan;
    long number;
    const char* look;
  } cases[] = {
      {plan("populate", Memory::kAnonymous), SYS_mincore, "base_effect"},
      {plan("populate", Memory::kShmem), SYS_mincore, "base_effect"},
      {borrowing("populate", k2M), SYS_fstat, "huge_effect"},
      {borrowing("remove", k2M), SYS_fstat, "huge_effect"},
      {plan("collapse", Memory::kAnonymous), SYS_mincore, "huge_effect"},
  };
  for (const auto& each : cases) {
    Model kernel(stock(618));
    kernel.instead = [&](const model::Asked& call) -> std::optional<long> {
      return call.number == each.number ? std::optional<long>(-EPERM) : std::nullopt;
    };
    Trial trial(each.plan);
    trial.run(kernel);
    EXPECT_EQ(trial.answer(each.look), -EPERM) << harness::nameOf(each.plan);
    EXPECT_EQ(trial.out(each.look, "changed"), Trial::kMissing) << harness::nameOf(each.plan);
  }
}

// One of the two counts missing must not read as memory that was freed.
TEST(PlainAdviceTest, RemoveCountsOnlyWithBothCounts) {
  for (const size_t failing : {size_t{1}, size_t{2}}) {
    Model kernel(stock(618));
    size_t asked = 0;
    kernel.instead = [&](const model::Asked& call) -> std::optional<long> {
      return call.number == SYS_fstat && ++asked == failing ? std::optional<long>(-EIO) : std::nullopt;
    };
    Trial trial(plan("remove", Memory::kShmem));
    trial.run(kernel);
    EXPECT_EQ(trial.out("base_effect", "changed"), 1);
    EXPECT_EQ(trial.out("base_effect", "freedBytes"), Trial::kMissing);
  }
}

TEST(PlainAdviceTest, PopulateIsOf514) {
  EXPECT_EQ(observe(plan("populate", Memory::kShmem), 510).answer("base"), -EINVAL);
  EXPECT_EQ(observe(plan("populate", Memory::kShmem), 515).answer("base"), 0);
}

TEST(PlainAdviceTest, CollapseOfPlainMemoryIsOf61) {
  for (const Memory memory : {Memory::kAnonymous, Memory::kShmem}) {
    const Trial newer = observe(plan("collapse", memory));
    EXPECT_EQ(newer.answer("range"), 0);
    EXPECT_EQ(newer.answer("huge"), 0);
    EXPECT_EQ(newer.out("huge_effect", "changed"), 1);
    EXPECT_EQ(observe(plan("collapse", memory), 515).answer("huge"), -EINVAL);
    hgm::Plan without = plan("collapse", memory);
    without.thpBytes = 0;
    EXPECT_EQ(observe(without).steps(), "");
  }
}

}  // namespace
