// What is timed of HGM, on which kernel: every series of it where a dialect works, and none where it does not
// or only says so. No duration is judged here.
#include <gtest/gtest.h>
#include <sys/syscall.h>

#include <cerrno>

#include "harness/guard.h"
#include "harness/plans.h"
#include "harness/trial.h"
#include "kernel/abi.h"

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

constexpr uint32_t kSamples = 3;
constexpr const char* kExperiments[] = {"time.hgm", "time.batch", "time.fault"};

struct Kind {
  Patch patch;
  Dialect dialect;
};
constexpr Kind kKinds[] = {{Patch::kRfcV1, Dialect::kRfcV1},
                           {Patch::kRfcV2, Dialect::kRfcV2},
                           {Patch::kMadvSplit, Dialect::kMadvSplit}};

// Guarded: a second page or a collapse of a part would be seen.
Trial observe(hgm::Plan what, Model& kernel) {
  what.samples = kSamples;
  Trial trial(what);
  harness::Guard guard(kernel, trial.plan);
  kernel.journal = &trial.journal();
  trial.run(guard);
  for (const std::string& each : guard.violations()) ADD_FAILURE() << harness::nameOf(what) << ": " << each;
  return trial;
}

Trial observe(const hgm::Plan& what, const model::Traits& traits) {
  Model kernel(traits);
  return observe(what, kernel);
}

class TimedHgmTest : public testing::TestWithParam<std::tuple<Kind, uint64_t>> {
 protected:
  Trial run(const char* experiment) {
    const auto [kind, size] = GetParam();
    return observe(borrowing(experiment, size, kind.dialect), patched(kind.patch));
  }
  uint64_t size() { return std::get<uint64_t>(GetParam()); }
};
INSTANTIATE_TEST_SUITE_P(PerDialect, TimedHgmTest,
                         testing::Combine(testing::ValuesIn(kKinds), testing::Values(k2M, k1G)));

TEST_P(TimedHgmTest, AHugePageIsFilledAndCollapsed) {
  const Trial trial = run("time.hgm");
  for (const char* id : {"continue.first_base", "continue.later_base", "continue.last_base"}) {
    ASSERT_NE(trial.series(id), nullptr) << id;
    EXPECT_EQ(trial.series(id)->count, kSamples) << id;
    EXPECT_EQ(trial.series(id)->shape.granuleBytes, 4096U) << id;
  }
  ASSERT_NE(trial.series("collapse"), nullptr);
  EXPECT_EQ(trial.series("collapse")->count, kSamples);
  EXPECT_EQ(trial.series("collapse")->shape.granuleBytes, size());
  const hgm::Series* const pieces = trial.series("continue.piece");
  EXPECT_EQ(pieces != nullptr, size() == k1G);
  if (pieces != nullptr) {
    EXPECT_EQ(pieces->shape.granuleBytes, k2M);
  }
}

TEST_P(TimedHgmTest, BatchesOfBasePagesAreNeverMappedAsALargerLeaf) {
  const Trial trial = run("time.batch");
  // 512 base pages after the first one: they fit in a page of 1G only.
  const size_t sizes = size() == k1G ? 10 : 9;
  ASSERT_EQ(trial.journal().seriesCount, sizes);
  for (size_t i = 0; i < sizes; ++i) {
    const hgm::Series& each = trial.journal().series[i];
    EXPECT_EQ(each.shape.units, 1U << i);
    EXPECT_EQ(each.count, kSamples);
  }
}

TEST_P(TimedHgmTest, AFaultIsResumedByABasePage) {
  const Trial trial = run("time.fault");
  ASSERT_NE(trial.series("fault.poll"), nullptr);
  EXPECT_EQ(trial.series("fault.poll")->count, kSamples);
  EXPECT_EQ(trial.series("fault.poll")->shape.granuleBytes, 4096U);
}

TEST(TimedHgmTest, NothingIsTimedWhereHgmIsNot) {
  for (const char* experiment : kExperiments) {
    for (const Kind& kind : kKinds) {
      const Trial trial = observe(borrowing(experiment, k2M, kind.dialect), stock(618));
      const bool advised = kind.dialect == Dialect::kMadvSplit;
      EXPECT_EQ(trial.answer(advised ? "opt_in" : "hole"), -EINVAL) << experiment;
      EXPECT_EQ(trial.journal().seriesCount, 0U) << experiment;
      EXPECT_EQ(observe(plan(experiment, Memory::kHugetlb, k2M, kind.dialect), stock(618)).steps(), "");
    }
  }
}

// CONTINUE answers 0 and does nothing.
TEST(TimedHgmTest, NothingIsTimedOfAKernelThatOnlySaysSo) {
  for (const char* experiment : kExperiments) {
    Model kernel(patched(Patch::kRfcV2));
    size_t made = 0;
    kernel.instead = [&](const model::Asked& asked) -> std::optional<long> {
      const bool resumes = asked.number == SYS_ioctl && asked.b == static_cast<long>(hgm::abi::kIocContinue);
      // The first is that of the hole, which must look as it does with HGM.
      return resumes && made++ > 0 ? std::optional<long>(0) : std::nullopt;
    };
    const Trial trial = observe(borrowing(experiment, k2M, Dialect::kRfcV2), kernel);
    EXPECT_EQ(trial.answer("continue_base"), 0) << experiment;
    EXPECT_EQ(trial.journal().seriesCount, 0U) << experiment;
  }
}

TEST(TimedHgmTest, TheAdviceIsTimedOnOneTo256PagesAndTakesNone) {
  for (const uint64_t size : {k2M, k1G}) {
    const Trial trial =
        observe(plan("time.split", Memory::kHugetlb, size, Dialect::kMadvSplit), patched(Patch::kMadvSplit));
    ASSERT_EQ(trial.journal().seriesCount, 3U);
    const uint32_t units[] = {1, 16, 256};
    for (size_t i = 0; i < 3; ++i) {
      const hgm::Series& each = trial.journal().series[i];
      EXPECT_EQ(std::string(each.id), "madv_split");
      EXPECT_EQ(each.shape.units, units[i]);
      EXPECT_EQ(each.shape.granuleBytes, size);
      EXPECT_EQ(each.count, kSamples);
    }
  }
}

// A kernel that takes 26 for something of its own.
TEST(TimedHgmTest, AnAdviceWithNothingBehindItIsNotTimed) {
  Model kernel(stock(618));
  kernel.instead = [](const model::Asked& asked) -> std::optional<long> {
    const bool advice = asked.number == SYS_madvise && asked.c == hgm::abi::kMadvSplit;
    return advice ? std::optional<long>(0) : std::nullopt;
  };
  const Trial trial = observe(plan("time.split", Memory::kHugetlb, k2M, Dialect::kMadvSplit), kernel);
  EXPECT_EQ(trial.answer("opt_in"), 0);
  EXPECT_EQ(trial.journal().seriesCount, 0U);
}

}  // namespace
