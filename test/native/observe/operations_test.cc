// The calls that fill, protect and move, on stock kernels (kernel-facts, section 4, "Operations").
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

constexpr long kNone = Trial::kMissing;

Trial observe(const hgm::Plan& what, int version = 618) {
  Model kernel(stock(version));
  Trial trial(what);
  trial.run(kernel);
  return trial;
}

// One call on one kind of memory: what the base page answers and shows, and what the huge page does.
struct Row {
  const char* experiment;
  Memory memory;
  bool borrow;
  long base, done, changed;
  long huge, hugeDone, hugeChanged;
};

class OperationTest : public testing::TestWithParam<uint64_t> {};
INSTANTIATE_TEST_SUITE_P(PerSize, OperationTest, testing::Values(k2M, k1G));

TEST_P(OperationTest, AnswersOn618) {
  const uint64_t size = GetParam();
  const auto huge = static_cast<long>(size);
  const Row table[] = {
      {"continue", Memory::kShmem, false, 0, 4096, 1, kNone, kNone, kNone},
      {"continue", Memory::kHugetlb, true, -EINVAL, -22, kNone, 0, huge, 1},
      {"continue", Memory::kHugetlb, false, -EINVAL, -22, kNone, kNone, kNone, kNone},
      {"copy", Memory::kAnonymous, false, 0, 4096, 1, kNone, kNone, kNone},
      {"copy", Memory::kShmem, false, 0, 4096, 1, kNone, kNone, kNone},
      {"copy", Memory::kHugetlb, true, -EINVAL, -22, kNone, 0, huge, 1},
      {"copy", Memory::kHugetlb, false, -EINVAL, -22, kNone, kNone, kNone, kNone},
      {"zeropage", Memory::kAnonymous, false, 0, 4096, 1, kNone, kNone, kNone},
      {"zeropage", Memory::kShmem, false, 0, 4096, 1, kNone, kNone, kNone},
      {"zeropage", Memory::kHugetlb, true, -EINVAL, -22, kNone, -EINVAL, -22, kNone},
      {"poison", Memory::kAnonymous, false, 0, 4096, 1, kNone, kNone, kNone},
      {"poison", Memory::kShmem, false, 0, 4096, 1, kNone, kNone, kNone},
      {"poison", Memory::kHugetlb, false, -EINVAL, -22, kNone, 0, huge, 1},
      {"writeprotect", Memory::kAnonymous, false, 0, kNone, 1, kNone, kNone, kNone},
      {"writeprotect", Memory::kShmem, false, 0, kNone, 1, kNone, kNone, kNone},
      {"writeprotect", Memory::kHugetlb, true, -EINVAL, kNone, kNone, 0, kNone, 1},
      {"writeprotect", Memory::kHugetlb, false, -EINVAL, kNone, kNone, 0, kNone, kNone},
      {"move", Memory::kAnonymous, false, 0, 4096, 1, 0, k2M, 1},  // a transparent huge page
      {"move", Memory::kShmem, false, -EINVAL, -22, kNone, -EINVAL, -22, kNone},
      {"move", Memory::kHugetlb, false, -EINVAL, -22, kNone, -EINVAL, -22, kNone},
      {"wake", Memory::kAnonymous, false, 0, kNone, 1, kNone, kNone, kNone},
      {"wake", Memory::kShmem, false, 0, kNone, 1, kNone, kNone, kNone},
      {"wake", Memory::kHugetlb, true, 0, kNone, 1, kNone, kNone, kNone},
      {"wake", Memory::kHugetlb, false, 0, kNone, 1, kNone, kNone, kNone},
  };
  for (const Row& row : table) {
    hgm::Plan what = plan(row.experiment, row.memory, row.memory == Memory::kHugetlb ? size : 0);
    what.borrow = row.borrow;
    const Trial trial = observe(what);
    const std::string where = harness::nameOf(what) + (row.borrow ? " with a page" : "");
    EXPECT_EQ(trial.answer("base"), row.base) << where;
    EXPECT_EQ(trial.out("base", "done"), row.done) << where;
    EXPECT_EQ(trial.out("base_effect", "changed"), row.changed) << where;
    EXPECT_EQ(trial.answer("huge"), row.huge) << where;
    EXPECT_EQ(trial.out("huge", "done"), row.hugeDone) << where;
    EXPECT_EQ(trial.out("huge_effect", "changed"), row.hugeChanged) << where;
  }
}

TEST_P(OperationTest, TheFormShowsThatTheCallIsKnown) {
  for (const char* experiment : {"continue", "copy", "zeropage", "poison", "writeprotect", "move"}) {
    EXPECT_EQ(observe(plan(experiment, Memory::kHugetlb, GetParam())).answer("form"), 0) << experiment;
  }
  // Before 6.6 and 6.8 the calls themselves are not known, and nothing is written into the struct.
  for (const char* experiment : {"poison", "move"}) {
    const Trial trial = observe(plan(experiment, Memory::kHugetlb, GetParam()), 601);
    EXPECT_EQ(trial.answer("form"), -EINVAL) << experiment;
    EXPECT_EQ(trial.out("form", "done"), kNone) << experiment;
    EXPECT_EQ(trial.answer("base"), -EINVAL) << experiment;
    EXPECT_EQ(trial.out("base", "done"), kNone) << experiment;
  }
}

TEST_P(OperationTest, ReadWriteProtectionIsOf73) {
  const Trial older = observe(borrowing("rwprotect", GetParam()));
  EXPECT_EQ(older.answer("api"), -EINVAL);
  EXPECT_EQ(older.answer("api_plain"), 0);
  EXPECT_EQ(older.answer("register"), -EINVAL);
  EXPECT_EQ(older.find("base"), nullptr);
  const Trial newer = observe(borrowing("rwprotect", GetParam()), 703);
  EXPECT_EQ(newer.answer("form"), 0);
  EXPECT_EQ(newer.answer("base"), -EINVAL);
  EXPECT_EQ(newer.answer("huge"), 0);
  EXPECT_EQ(newer.out("huge_effect", "changed"), 1);
  EXPECT_EQ(observe(plan("rwprotect", Memory::kShmem), 703).out("base_effect", "changed"), 1);
}

TEST_P(OperationTest, NoFillOfAPoolThatMayNotGiveAPage) {
  for (const char* experiment : {"copy", "zeropage"}) {
    hgm::Plan what = plan(experiment, Memory::kHugetlb, GetParam());
    what.fillable = false;
    const Trial trial = observe(what);
    EXPECT_EQ(trial.answer("form"), 0) << experiment;
    EXPECT_EQ(trial.find("base"), nullptr) << experiment;
  }
}

TEST_P(OperationTest, AnEmptyPoolEndsWhatNeedsAPage) {
  model::Traits traits = stock(618);
  traits.pools = {{k2M, 0}, {k1G, 0}};
  for (const char* experiment : {"continue", "writeprotect", "dontneed", "remove", "populate", "hgm_proof"}) {
    Model kernel(traits);
    Trial trial(borrowing(experiment, GetParam()));
    trial.run(kernel);
    // The reservation is what an empty pool refuses: never a store that would raise SIGBUS.
    const hgm::Entry& last = trial.journal().entries[trial.journal().entryCount - 1];
    EXPECT_EQ(last.ret, -ENOMEM) << experiment;
    EXPECT_EQ(last.role, hgm::Role::kSetup) << experiment;
    EXPECT_EQ(trial.find("base"), nullptr) << experiment;
  }
}

// kernel-facts: si_code 4 with memory failure handling, 2 without. With it x86 would log a touch.
TEST(PoisonTest, TheSignalIsLookedAtWhereNothingIsLogged) {
  model::Traits traits = stock(618);
  for (const Memory memory : {Memory::kAnonymous, Memory::kShmem, Memory::kHugetlb}) {
    const hgm::Plan what = plan("poison", memory, memory == Memory::kHugetlb ? k2M : 0);
    const char* const step = memory == Memory::kHugetlb ? "huge_signal" : "base_signal";
    traits.memoryFailure = true;
    Model handling(traits);
    Trial quiet(what);
    quiet.run(handling);
    EXPECT_EQ(quiet.out("memory_failure", "handled"), 1);
    EXPECT_EQ(quiet.find(step), nullptr);
    EXPECT_TRUE(handling.log.empty());

    traits.memoryFailure = false;
    Model plain(traits);
    Trial seen(what);
    seen.run(plain);
    EXPECT_EQ(seen.out("memory_failure", "handled"), 0);
    EXPECT_EQ(seen.text(step, "signal"), "SIGBUS");
    EXPECT_EQ(seen.text(step, "code"), "BUS_ADRERR");
  }
}

// A single odd answer, or a /proc that shows nothing, is no kernel without the handling.
TEST(PoisonTest, NoTouchInDoubt) {
  for (const size_t hidden : {size_t{1}, size_t{2}, size_t{3}}) {
    Model kernel(stock(618));
    size_t asked = 0;
    kernel.instead = [&](const model::Asked& call) -> std::optional<long> {
      if (call.number != SYS_newfstatat) return std::nullopt;
      return ++asked == hidden || hidden == 3 ? std::optional<long>(-ENOENT) : std::nullopt;
    };
    Trial trial(plan("poison", Memory::kShmem));
    trial.run(kernel);
    EXPECT_EQ(trial.out("memory_failure", "handled"), 1);
    EXPECT_TRUE(kernel.log.empty());
  }
}

// A refusal decides, so it must be the same twice;
TEST(RefusalTest, ATestThatIsRefusedIsAskedTwice) {
  for (const bool always : {false, true}) {
    Model kernel(stock(618));
    Trial trial(plan("copy", Memory::kShmem));
    size_t refused = 0;
    kernel.instead = [&](const model::Asked& call) -> std::optional<long> {
      if (call.step != "base" || (refused > 0 && !always)) return std::nullopt;
      ++refused;
      return -EINVAL;
    };
    trial.run(kernel);
    EXPECT_EQ(trial.answer("base"), -EINVAL);
    EXPECT_EQ(trial.out("base", "again"), always ? kNone : 0);
    EXPECT_EQ(refused, always ? 2U : 1U);
  }
}

// Whoever is late on a busy machine looks as a kernel that wakes nobody.
TEST(WakeTest, AWaitInVainIsNoLook) {
  Model kernel(stock(618));
  Trial trial(plan("wake", Memory::kShmem));
  kernel.instead = [](const model::Asked& call) -> std::optional<long> {
    return call.step == "base" ? std::optional<long>(0) : std::nullopt;
  };
  trial.run(kernel);
  EXPECT_EQ(trial.answer("base"), 0);
  EXPECT_EQ(trial.answer("base_effect"), -ETIMEDOUT);
  EXPECT_EQ(trial.out("base_effect", "changed"), kNone);
}

TEST(WakeTest, AThreadWaitsUntilItIsWoken) {
  const Trial trial = observe(plan("wake", Memory::kShmem));
  EXPECT_EQ(trial.out("waits", "waiting"), 1);
  EXPECT_EQ(trial.out("base_effect", "changed"), 1);
}

}  // namespace
