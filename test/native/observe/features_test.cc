// What features change of a fault, and which pages were written (fs/userfaultfd.c, fs/proc/task_mmu.c): by
// the name of each bit, on kernels that have it and on those that have not.
#include <gtest/gtest.h>
#include <sys/syscall.h>

#include <cerrno>

#include "harness/plans.h"
#include "harness/trial.h"
#include "kernel/abi.h"

namespace {

using harness::borrowing;
using harness::plan;
using harness::Trial;
using hgm::Memory;
namespace abi = hgm::abi;
using model::k2M;
using model::Model;
using model::stock;

constexpr long kNone = Trial::kMissing;

Trial observe(const hgm::Plan& what, int version) {
  Model kernel(stock(version));
  Trial trial(what);
  trial.run(kernel);
  return trial;
}

TEST(MessagesTest, SayWhatWasAskedForAndNothingElse) {
  const Trial trial = observe(plan("messages"), 618);
  EXPECT_EQ(trial.out("plain", "thread"), 0);
  EXPECT_EQ(trial.out("plain", "offset"), 0);
  EXPECT_EQ(trial.out("told", "thread"), 1);
  EXPECT_EQ(trial.out("told", "offset"), 0x123);
  EXPECT_EQ(trial.out("thread_effect", "changed"), 1);
  EXPECT_EQ(trial.out("exact_effect", "changed"), 1);
  EXPECT_EQ(trial.out("protected_effect", "changed"), 1);
}

TEST(MessagesTest, AnAddressThatIsNeverExactIsNoSuchFeature) {
  const Trial trial = observe(plan("messages"), 510);
  EXPECT_EQ(trial.out("thread_effect", "changed"), 1);
  EXPECT_EQ(trial.out("exact_effect", "changed"), 0);
  EXPECT_EQ(trial.out("protected_effect", "changed"), 1);
}

TEST(EventsTest, EachComesWithItsAddresses) {
  for (const int version : {510, 618, 703}) {
    Model kernel(stock(version));
    Trial trial(plan("events"));
    trial.thenGiveBack = true;
    trial.run(kernel);
    for (const char* effect : {"remove_effect", "remap_effect", "unmap_effect"})
      EXPECT_EQ(trial.out(effect, "changed"), 1) << effect << " on " << version;
    EXPECT_EQ(trial.answer("api_fork"), 0) << version;
    EXPECT_TRUE(trial.mayBeFollowed) << version;
  }
}

TEST(EventsTest, WhoMayNotHearOfForksDoesNotFork) {
  auto traits = stock(618);
  traits.root = false;
  Model kernel(traits);
  bool forked = false;
  kernel.instead = [&](const model::Asked& asked) -> std::optional<long> {
    forked |= asked.number == SYS_clone;
    return std::nullopt;
  };
  Trial trial(plan("events"));
  trial.run(kernel);
  EXPECT_EQ(trial.answer("api_fork"), -EPERM);
  EXPECT_EQ(trial.answer("fork"), kNone);
  EXPECT_FALSE(forked);
  EXPECT_EQ(trial.out("unmap_effect", "changed"), 1);
}

TEST(ProtectionTest, OfPagesThatAreNotThereWantsItsFeature) {
  const Trial newer = observe(plan("protection"), 618);
  EXPECT_EQ(newer.out("sigbus_effect", "changed"), 1);
  EXPECT_EQ(newer.answer("bare"), 0);
  EXPECT_EQ(newer.out("bare_effect", "changed"), 0);
  EXPECT_EQ(newer.out("unpopulated_effect", "changed"), 1);
  EXPECT_EQ(newer.out("async_effect", "changed"), 1);
  EXPECT_EQ(newer.answer("rwp_async"), kNone);
  const Trial older = observe(plan("protection"), 601);
  EXPECT_EQ(older.out("sigbus_effect", "changed"), 1);
  EXPECT_EQ(older.answer("unpopulated"), kNone);
}

// RFC v1 and v2 have another meaning for bit 13: protection of what is not there stays without effect.
TEST(ProtectionTest, Bit13OfTheRfcsProtectsNothing) {
  Model kernel(model::patched(model::Patch::kRfcV2));
  Trial trial(plan("protection"));
  trial.run(kernel);
  EXPECT_EQ(trial.answer("unpopulated"), 0);
  EXPECT_EQ(trial.out("unpopulated_effect", "changed"), 0);
}

TEST(ProtectionTest, OfAccessesIsLiftedAndFlipped) {
  const Trial trial = observe(plan("protection"), 703);
  EXPECT_EQ(trial.out("rwp_async_effect", "changed"), 1);
  EXPECT_EQ(trial.answer("set_mode"), 0);
  EXPECT_EQ(trial.out("set_mode_effect", "changed"), 1);
}

// userfaultfd_release() wakes who waits; munmap() does not.
TEST(WaitsTest, EndWithTheHandlerAndOnUnmappedMemoryByAWake) {
  for (const Memory memory : {Memory::kAnonymous, Memory::kShmem}) {
    const Trial trial = observe(plan("waits", memory), 618);
    EXPECT_EQ(trial.out("closed_effect", "changed"), 1);
    EXPECT_EQ(trial.out("waits", "waiting"), 1);
    EXPECT_EQ(trial.answer("unmapped"), 0);
    EXPECT_EQ(trial.out("unmapped_effect", "changed"), 1);
  }
}

TEST(TrackingTest, NamesExactlyThePagesThatWereWritten) {
  for (const Memory memory : {Memory::kAnonymous, Memory::kShmem}) {
    const Trial trial = observe(plan("tracking", memory), 703);
    EXPECT_EQ(trial.out("scan_effect", "changed"), 1);
    EXPECT_EQ(trial.out("scan_effect", "pages"), 2);
    EXPECT_EQ(trial.out("accessed_effect", "changed"), 1);
    EXPECT_EQ(trial.out("scan_own_effect", "changed"), memory == Memory::kAnonymous ? 0 : kNone);
  }
  const Trial own = observe(plan("tracking", Memory::kAnonymous), 618);
  EXPECT_EQ(own.out("scan_own_effect", "changed"), 1);
  EXPECT_EQ(own.out("scan_own_effect", "pages"), 1);
  const Trial lent = observe(borrowing("tracking", k2M), 618);
  EXPECT_EQ(lent.out("scan_effect", "changed"), 1);
  EXPECT_EQ(lent.out("scan_effect", "pages"), 1);
  const Trial bare = observe(plan("tracking", Memory::kHugetlb, k2M), 618);
  EXPECT_GE(bare.answer("scan"), 0);
  EXPECT_EQ(bare.answer("scan_again"), kNone);
}

TEST(TrackingTest, PagesArriveProtected) {
  for (const Memory memory : {Memory::kAnonymous, Memory::kShmem}) {
    const Trial trial = observe(plan("tracking", memory), 618);
    EXPECT_EQ(trial.out("copy_wp_effect", "changed"), 1);
    EXPECT_EQ(trial.out("continue_wp_effect", "changed"), memory == Memory::kShmem ? 1 : kNone);
  }
}

TEST(TrackingTest, AKernelWithoutTheScanRefusesIt) {
  const Trial trial = observe(plan("tracking", Memory::kShmem), 601);
  EXPECT_EQ(trial.answer("continue_plain"), 0);
  EXPECT_EQ(trial.answer("continue_wp"), -EINVAL);
  EXPECT_EQ(trial.answer("api"), -EINVAL);
  EXPECT_EQ(trial.answer("scan"), -ENOTTY);
}

TEST(ServedTest, ZeroesCanBeWrittenAndPagesOfAFileComeAlone) {
  for (const Memory memory : {Memory::kAnonymous, Memory::kShmem}) {
    const bool file = memory == Memory::kShmem;
    const Trial trial = observe(plan("served", memory), 618);
    EXPECT_EQ(trial.answer("zero_write"), 0);
    EXPECT_EQ(trial.out("zero_write_effect", "changed"), 1);
    EXPECT_EQ(trial.out("alone_effect", "changed"), file ? 1 : kNone);
    EXPECT_EQ(trial.out("waits", "waiting"), file ? 1 : kNone);
    EXPECT_EQ(trial.out("dontwake_effect", "changed"), file ? 1 : kNone);
  }
  const Trial older = observe(plan("served", Memory::kShmem), 510);
  EXPECT_EQ(older.out("zero_write_effect", "changed"), 1);
  EXPECT_EQ(older.answer("alone"), kNone);
  EXPECT_EQ(older.answer("dontwake"), kNone);
}

// A kernel that wakes whatever it is asked: the thread has gone on before it was woken.
TEST(ServedTest, AModeThatIsNotHeededIsSeen) {
  Model kernel(stock(618));
  kernel.instead = [](const model::Asked& asked) -> std::optional<long> {
    if (asked.step == "dontwake") reinterpret_cast<abi::FillArgs*>(asked.c)->mode = 0;
    return std::nullopt;
  };
  Trial trial(plan("served", Memory::kShmem));
  trial.run(kernel);
  EXPECT_EQ(trial.out("waits", "waiting"), 0);
  EXPECT_EQ(trial.out("dontwake_effect", "changed"), 0);
}

TEST(PrivateTest, MinorFaultsAreServedAndWritesStayPrivate) {
  const Trial plain = observe(plan("private", Memory::kShmem), 618);
  EXPECT_EQ(plain.out("minor_effect", "changed"), 1);
  EXPECT_EQ(plain.out("dontneed_effect", "changed"), 1);
  EXPECT_EQ(plain.answer("remove_shared"), 0);
  EXPECT_EQ(plain.answer("remove"), -EACCES);
  EXPECT_EQ(plain.answer("collapse"), 0);
  EXPECT_EQ(plain.answer("collapse_written"), -EINVAL);
  const Trial older = observe(plan("private", Memory::kShmem), 510);
  EXPECT_EQ(older.answer("register_private"), -EINVAL);
  EXPECT_EQ(older.answer("collapse"), -EINVAL);
}

TEST(PrivateTest, TakesOneHugePageAtATimeAndOnlyWhereItWasLent) {
  for (const uint64_t size : {k2M, model::k1G}) {
    Model kernel(stock(618));
    Trial lent(borrowing("private", size));
    lent.run(kernel);
    EXPECT_EQ(lent.out("dontneed_effect", "changed"), 1);
    EXPECT_EQ(lent.out("minor_effect", "changed"), 1);
    EXPECT_EQ(lent.answer("remove"), -EACCES);
    EXPECT_EQ(kernel.pools[size].mostHeld, 1u);
  }
  Model kernel(stock(618));
  Trial bare(plan("private", Memory::kHugetlb, k2M));
  bare.run(kernel);
  EXPECT_EQ(bare.answer("register_private"), 0);
  EXPECT_EQ(bare.answer("remove"), -EACCES);
  EXPECT_EQ(bare.answer("minor"), kNone);
  EXPECT_EQ(bare.answer("dontneed"), kNone);
  EXPECT_EQ(kernel.pools[k2M].mostHeld, 0u);
}

}  // namespace
