// The advice that works on pages, on stock kernels; and what the memory looked like afterwards.
#include <gtest/gtest.h>
#include <sys/syscall.h>

#include <cerrno>

#include "harness/bench.h"
#include "harness/plans.h"

namespace {

using harness::Bench;
using harness::borrowing;
using harness::plan;
using hgm::Memory;
using model::k1G;
using model::k2M;
using model::Model;
using model::stock;

Bench observe(const hgm::Plan& what, int version = 618) {
  Model kernel(stock(version));
  Bench bench(what);
  bench.run(kernel);
  return bench;
}

class AdviceTest : public testing::TestWithParam<uint64_t> {};
INSTANTIATE_TEST_SUITE_P(PerSize, AdviceTest, testing::Values(k2M, k1G));

TEST_P(AdviceTest, DontneedOfABasePageReturns0AndDoesNothing) {
  const Bench bench = observe(borrowing("dontneed", GetParam()));
  EXPECT_EQ(bench.answer("base"), 0);
  EXPECT_EQ(bench.out("base_effect", "changed"), 0);
  EXPECT_EQ(bench.answer("huge"), 0);
  EXPECT_EQ(bench.out("huge_effect", "changed"), 1);
}

TEST_P(AdviceTest, DontneedBetween518And60RoundsUp) {
  const Bench bench = observe(borrowing("dontneed", GetParam()), 519);
  EXPECT_EQ(bench.answer("base"), 0);
  EXPECT_EQ(bench.out("base_effect", "changed"), 1);
  EXPECT_EQ(bench.out("base_effect", "beyond"), 1);
}

TEST_P(AdviceTest, DontneedBefore518IsRefused) {
  const Bench bench = observe(borrowing("dontneed", GetParam()), 515);
  EXPECT_EQ(bench.answer("base"), -EINVAL);
  EXPECT_EQ(bench.answer("huge"), -EINVAL);
}

TEST_P(AdviceTest, RemoveOfABasePageZeroesAndGivesNothingBack) {
  const Bench bench = observe(borrowing("remove", GetParam()));
  EXPECT_EQ(bench.answer("base"), 0);
  EXPECT_EQ(bench.out("base_effect", "changed"), 1);
  EXPECT_EQ(bench.out("base_effect", "freedBytes"), 0);
  EXPECT_EQ(bench.answer("huge"), 0);
  EXPECT_EQ(bench.out("huge_effect", "freedBytes"), static_cast<int64_t>(GetParam()));
}

TEST_P(AdviceTest, PopulateOfABasePageTakesTheHugePage) {
  const Bench bench = observe(borrowing("populate", GetParam()));
  for (const char* step : {"base", "read_base", "huge", "read_huge"}) {
    EXPECT_EQ(bench.answer(step), 0) << step;
    EXPECT_EQ(bench.out(std::string(step) + "_effect", "allocatedBytes"), static_cast<int64_t>(GetParam()))
        << step;
  }
  EXPECT_EQ(bench.out("base_effect", "beyond"), 1);
  EXPECT_EQ(bench.out("huge_effect", "beyond"), 0);
}

TEST_P(AdviceTest, WithoutAPageOnlyTheControlIsMade) {
  for (const char* experiment : {"dontneed", "remove", "populate"}) {
    const Bench bench = observe(plan(experiment, Memory::kHugetlb, GetParam()));
    EXPECT_EQ(bench.answer("range"), 0) << experiment;
    EXPECT_EQ(bench.steps(hgm::Role::kTest), "") << experiment;
  }
}

TEST_P(AdviceTest, CollapseOfHugetlbIsUnknownToStock) {
  for (const int version : {510, 601, 618, 703}) {
    const Bench bench = observe(plan("hgm_collapse", Memory::kHugetlb, GetParam()), version);
    EXPECT_EQ(bench.answer("range"), 0) << version;
    EXPECT_EQ(bench.answer("collapse"), -EINVAL) << version;
  }
}

TEST(PlainAdviceTest, AnonymousMemoryAndShmem) {
  for (const Memory memory : {Memory::kAnonymous, Memory::kShmem}) {
    const Bench dontneed = observe(plan("dontneed", memory));
    EXPECT_EQ(dontneed.out("base_effect", "changed"), 1);
    EXPECT_EQ(dontneed.out("base_effect", "beyond"), 0);
    const Bench populate = observe(plan("populate", memory));
    EXPECT_EQ(populate.out("base_effect", "allocatedBytes"), 4096);
    EXPECT_EQ(populate.out("base_effect", "beyond"), 0);
    EXPECT_EQ(populate.out("read_base_effect", "changed"), 1);
  }
  const Bench remove = observe(plan("remove", Memory::kShmem));
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
    Bench bench(each.plan);
    bench.run(kernel);
    EXPECT_EQ(bench.answer(each.look), -EPERM) << harness::nameOf(each.plan);
    EXPECT_EQ(bench.out(each.look, "changed"), Bench::kMissing) << harness::nameOf(each.plan);
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
    Bench bench(plan("remove", Memory::kShmem));
    bench.run(kernel);
    EXPECT_EQ(bench.out("base_effect", "changed"), 1);
    EXPECT_EQ(bench.out("base_effect", "freedBytes"), Bench::kMissing);
  }
}

TEST(PlainAdviceTest, PopulateIsOf514) {
  EXPECT_EQ(observe(plan("populate", Memory::kShmem), 510).answer("base"), -EINVAL);
  EXPECT_EQ(observe(plan("populate", Memory::kShmem), 515).answer("base"), 0);
}

TEST(PlainAdviceTest, CollapseOfPlainMemoryIsOf61) {
  for (const Memory memory : {Memory::kAnonymous, Memory::kShmem}) {
    const Bench newer = observe(plan("collapse", memory));
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
