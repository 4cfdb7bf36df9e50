// No experiment goes any of the ways that crash a kernel, hang the probe, take a page unasked or write a
// line into the kernel log (kernel-facts, sections 2 and 5): every one of them, on every kernel, guarded.
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "harness/guard.h"
#include "harness/plans.h"
#include "harness/trial.h"

namespace {

using harness::Guard;
using harness::Trial;
using model::k1G;
using model::k2M;
using model::Model;
using model::Patch;
using model::stock;
using model::Traits;

std::vector<Traits> kernels() {
  std::vector<Traits> all;
  for (const int version : {510, 515, 519, 601, 618, 703}) {
    all.push_back(stock(version));
    if (version < 601) continue;
    for (const Patch patch : {Patch::kRfcV1, Patch::kRfcV2, Patch::kRfcV2Off, Patch::kMadvSplit}) {
      all.push_back(stock(version));
      all.back().patch = patch;
    }
  }
  return all;
}

std::string nameOf(const Traits& traits, const hgm::Plan& plan) {
  return std::to_string(traits.version) + "/patch" + std::to_string(static_cast<int>(traits.patch)) +
         (traits.root ? " root " : " user ") + (plan.quiet ? "quiet " : "") + (plan.borrow ? "borrow " : "") +
         harness::nameOf(plan);
}

size_t runGuarded(const Traits& traits, const harness::Wish& wish) {
  size_t runs = 0;
  for (const hgm::Plan& plan : harness::plansOf(wish)) {
    Model kernel(traits);
    Guard guard(kernel, plan);
    Trial trial(plan);
    kernel.journal = &trial.journal();
    trial.thenGiveBack = hgm::sharesChild(plan);
    trial.run(guard);
    for (const std::string& each : guard.violations()) ADD_FAILURE() << nameOf(traits, plan) << ": " << each;
    EXPECT_LT(trial.journal().entryCount, hgm::Journal::kEntries) << nameOf(traits, plan);
    ++runs;
  }
  return runs;
}

class SafetyTest : public testing::TestWithParam<std::tuple<bool, bool, bool>> {};
INSTANTIATE_TEST_SUITE_P(PerCaller, SafetyTest,
                         testing::Combine(testing::Bool(), testing::Bool(), testing::Bool()));

TEST_P(SafetyTest, NothingDangerousOnAnyKernel) {
  const auto [root, quiet, borrow] = GetParam();
  size_t runs = 0;
  for (Traits traits : kernels()) {
    traits.root = root;
    harness::Wish wish;
    wish.sizes = {k2M, k1G};
    if (borrow) wish.borrow = {k2M, k1G};
    wish.quiet = quiet;
    wish.everything = true;
    runs += runGuarded(traits, wish);
  }
  EXPECT_GT(runs, 1000U);
}

TEST(PoolSafetyTest, AnEmptyOrFullyReservedPoolIsLeftAlone) {
  for (Traits traits : kernels()) {
    traits.pools = {{k2M, 0}, {k1G, 1}};
    harness::Wish wish;
    wish.sizes = {k2M, k1G};
    wish.borrow = {k2M, k1G};
    runGuarded(traits, wish);
  }
}

TEST(PoolSafetyTest, EveryPageIsGivenBack) {
  for (const Traits& traits : kernels()) {
    harness::Wish wish;
    wish.sizes = {k2M, k1G};
    wish.borrow = {k2M, k1G};
    for (const hgm::Plan& plan : harness::plansOf(wish)) {
      Model kernel(traits);
      Trial trial(plan);
      trial.run(kernel);
      kernel.exitProcess();
      for (const auto& [bytes, pool] : kernel.pools) {
        EXPECT_EQ(pool.held, 0U) << nameOf(traits, plan);
        EXPECT_EQ(pool.free, traits.pools.at(bytes)) << nameOf(traits, plan);
        EXPECT_EQ(pool.reserved, 0U) << nameOf(traits, plan);
      }
    }
  }
}

// A page of 1G takes a third of a second to zero: none is taken but for a question about a page that nobody
// has touched, and none twice for the same. MADV_POPULATE has four such questions, a private mapping two.
// COPY and WAKE are filled by a copy, and each sample of time.copy, in a bench, is a page of its own.
// docs/safety.md has their number.
TEST(PoolSafetyTest, APageIsTakenAsOftenAsThereAreQuestionsThatNeedOne) {
  std::map<std::string, uint64_t> expected = {
      {"continue", 1},      {"copy", 1},       {"writeprotect", 1},     {"wake", 1},     {"dontneed", 1},
      {"remove", 1},        {"populate", 4},   {"private", 2},          {"tracking", 1}, {"hgm_proof", 3},
      {"time.continue", 1}, {"time.fault", 1}, {"time.writeprotect", 1}};
  harness::Wish wish;
  wish.sizes = {k1G};
  wish.borrow = {k1G};
  for (const int version : {618, 703}) {
    if (version == 703) expected["rwprotect"] = 1;
    std::map<std::string, uint64_t> seen;
    for (const hgm::Plan& plan : harness::plansOf(wish)) {
      Model kernel(stock(version));
      Trial trial(plan);
      trial.run(kernel);
      kernel.exitProcess();
      const uint64_t takes = kernel.pools.at(k1G).takes;
      if (takes != 0 && std::string("time.copy") != plan.experiment) seen[plan.experiment] += takes;
    }
    EXPECT_EQ(seen, expected) << version;
  }
}

TEST(OtherPageSizesTest, NothingDangerousWithThoseOfArm64) {
  for (Traits traits : kernels()) {
    traits.basePageBytes = uint64_t{64} << 10;
    const uint64_t k512M = uint64_t{512} << 20;
    const uint64_t k16G = uint64_t{16} << 30;
    traits.pools = {{k2M, 2}, {k512M, 2}, {k16G, 1}};
    harness::Wish wish;
    wish.sizes = {k2M, k512M, k16G};
    wish.borrow = {k2M, k512M, k16G};
    runGuarded(traits, wish);
  }
}

}  // namespace
