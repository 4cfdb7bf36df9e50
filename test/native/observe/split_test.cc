// MADV_SPLIT as an advice: who takes it, and what becomes of the VMA (ground truth, section 2).
#include <gtest/gtest.h>

#include <cerrno>

#include "harness/plans.h"
#include "harness/trial.h"

namespace {

using harness::plan;
using harness::Trial;
using hgm::Memory;
using model::k1G;
using model::k2M;
using model::Model;
using model::Patch;
using model::patched;
using model::stock;

Trial observe(const hgm::Plan& what, const model::Traits& traits) {
  Model kernel(traits);
  Trial trial(what);
  trial.run(kernel);
  return trial;
}

class SplitTest : public testing::TestWithParam<uint64_t> {};
INSTANTIATE_TEST_SUITE_P(PerSize, SplitTest, testing::Values(k2M, k1G));

TEST_P(SplitTest, WhereTheAdviceIsKnown) {
  const Trial trial = observe(plan("split.shared", Memory::kHugetlb, GetParam()), patched(Patch::kMadvSplit));
  const struct {
    const char* step;
    long answer;
    int64_t vmas, advised;
  } cases[] = {{"len0", 0, 1, 0},
               {"whole", 0, 1, 1},
               {"unaligned", -EINVAL, 1, 0},
               {"odd_length", -EINVAL, 1, 0},
               {"middle", 0, 3, 1}};
  EXPECT_EQ(trial.answer("range"), 0);
  for (const auto& each : cases) {
    const std::string look = std::string("vmas_") + each.step;
    EXPECT_EQ(trial.answer(each.step), each.answer) << each.step;
    EXPECT_EQ(trial.out(look, "vmas"), each.vmas) << each.step;
    EXPECT_EQ(trial.out(look, "hm"), each.advised) << each.step;
    EXPECT_EQ(trial.out(look, "hugetlb"), each.vmas) << each.step;
  }
}

TEST_P(SplitTest, PrivateMemoryIsRefusedByAKernelThatKnowsIt) {
  const Trial trial =
      observe(plan("split.private", Memory::kHugetlb, GetParam()), patched(Patch::kMadvSplit));
  EXPECT_EQ(trial.answer("len0"), 0);
  for (const char* step : {"whole", "unaligned", "odd_length", "middle"})
    EXPECT_EQ(trial.answer(step), -EINVAL) << step;
  EXPECT_EQ(trial.out("vmas_middle", "vmas"), 1);
}

TEST_P(SplitTest, EveryRangeIsRefusedWhereItIsNot) {
  for (const auto& traits : {stock(601), stock(618), stock(703), patched(Patch::kRfcV1),
                             patched(Patch::kRfcV2), patched(Patch::kRfcV2Off)}) {
    for (const char* experiment : {"split.shared", "split.private"}) {
      const Trial trial = observe(plan(experiment, Memory::kHugetlb, GetParam()), traits);
      EXPECT_EQ(trial.answer("range"), 0);
      for (const char* step : {"len0", "whole", "unaligned", "odd_length", "middle"}) {
        EXPECT_EQ(trial.answer(step), -EINVAL) << step;
        EXPECT_EQ(trial.out(std::string("vmas_") + step, "vmas"), 1) << step;
      }
    }
  }
}

TEST(PlainSplitTest, OtherMemoryIsAskedTwoThings) {
  for (const Memory memory : {Memory::kAnonymous, Memory::kShmem}) {
    const Trial known = observe(plan("split", memory), patched(Patch::kMadvSplit));
    EXPECT_EQ(known.steps(hgm::Role::kTest), "len0 whole");
    EXPECT_EQ(known.answer("len0"), 0);
    EXPECT_EQ(known.answer("whole"), -EINVAL);
    EXPECT_EQ(observe(plan("split", memory), stock(618)).answer("len0"), -EINVAL);
  }
}

TEST(PlainSplitTest, SmapsThatCannotBeReadIsNoAnswer) {
  Model kernel(patched(Patch::kMadvSplit));
  kernel.instead = [](const model::Asked& asked) -> std::optional<long> {
    if (asked.step.rfind("vmas_", 0) == 0) return -EACCES;
    return std::nullopt;
  };
  Trial trial(plan("split.shared", Memory::kHugetlb, k2M));
  trial.run(kernel);
  EXPECT_EQ(trial.answer("middle"), 0);
  EXPECT_EQ(trial.answer("vmas_middle"), -EACCES);
  EXPECT_EQ(trial.out("vmas_middle", "vmas"), Trial::kMissing);
}

}  // namespace
