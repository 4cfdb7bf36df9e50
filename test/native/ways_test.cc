// The ways to a descriptor, and whether it serves the kernel's own faults (kernel-facts, section 4).
#include <gtest/gtest.h>

#include <cerrno>

#include "harness/bench.h"
#include "harness/plans.h"

namespace {

using harness::Bench;
using harness::plan;
using model::Model;
using model::stock;
using model::Traits;

constexpr long kMissing = Bench::kMissing;

Bench observe(const char* experiment, const Traits& traits, bool quiet = false) {
  Model kernel(traits);
  Bench bench(plan(experiment));
  bench.plan.quiet = quiet;
  bench.run(kernel);
  return bench;
}

Traits user(int version, bool sysctl = false) {
  Traits traits = stock(version);
  traits.root = false;
  traits.sysctl = sysctl;
  return traits;
}

Traits filtered(int version) {
  Traits traits = user(version);
  traits.seccomp = true;
  traits.deviceNode = false;
  return traits;
}

TEST(WaysTest, EachKernelAnswersEachCallerByItsRules) {
  const struct {
    const char* name;
    Traits traits;
    long device, fresh, userMode, badFlags, syscall;
  } cases[] = {
      {"root on 6.18", stock(618), 0, 0, 0, -EINVAL, 0},
      {"root on 5.15: no device yet", stock(515), -ENOENT, kMissing, 0, -EINVAL, 0},
      {"root on 5.10: no flag either", stock(510), -ENOENT, kMissing, -EINVAL, -EINVAL, 0},
      {"user on 6.18", user(618), -EACCES, kMissing, 0, -EINVAL, -EPERM},
      {"user on 6.18 with the sysctl", user(618, true), -EACCES, kMissing, 0, -EINVAL, 0},
      {"user on 5.10", user(510), -ENOENT, kMissing, -EPERM, -EPERM, -EPERM},
      {"behind a filter", filtered(618), -ENOENT, kMissing, -EPERM, -EPERM, -EPERM},
  };
  for (const auto& each : cases) {
    const Bench bench = observe("ways", each.traits);
    EXPECT_EQ(bench.answer("device_open"), each.device) << each.name;
    EXPECT_EQ(bench.answer("device_new"), each.fresh) << each.name;
    EXPECT_EQ(bench.answer("user_mode_only"), each.userMode) << each.name;
    EXPECT_EQ(bench.answer("bad_flags"), each.badFlags) << each.name;
    EXPECT_EQ(bench.answer("syscall"), each.syscall) << each.name;
  }
}

TEST(WaysTest, AQuietRunLeavesNoLineInTheLog) {
  for (const char* experiment : {"ways", "api", "kernel_faults.syscall"}) {
    Model kernel(user(515));
    Bench bench(plan(experiment));
    bench.plan.quiet = true;
    bench.run(kernel);
    EXPECT_TRUE(kernel.log.empty()) << experiment;
    EXPECT_EQ(bench.find("syscall"), nullptr) << experiment;
  }
  // The control: the same run, not quiet, would leave one.
  Model kernel(user(515));
  Bench bench(plan("ways"));
  bench.run(kernel);
  EXPECT_EQ(kernel.log.size(), 1U);
}

TEST(WaysTest, AQuietRunStillAsksAKernelThatDoesNotKnowTheFlag) {
  const Bench bench = observe("ways", stock(510), true);
  EXPECT_EQ(bench.answer("syscall"), 0);
}

TEST(OpeningTest, TheFirstWayThatOpensIsTaken) {
  EXPECT_EQ(observe("api", stock(618)).steps().substr(0, 20), "open_user_mode offer");
  const std::string old = observe("api", stock(510)).steps();
  EXPECT_EQ(old.substr(0, 45), "open_user_mode open_device open_syscall offer");
  EXPECT_EQ(observe("api", filtered(618)).steps(), "open_user_mode open_device open_syscall");
}

TEST(KernelFaultsTest, AFullDescriptorServesThem) {
  for (const char* experiment : {"kernel_faults.device", "kernel_faults.syscall"}) {
    const Bench bench = observe(experiment, stock(618));
    EXPECT_EQ(bench.answer("read"), 1) << experiment;
    EXPECT_EQ(bench.out("event", "delivered"), 1) << experiment;
    EXPECT_EQ(bench.answer("resolve"), 0) << experiment;
  }
}

TEST(KernelFaultsTest, ADescriptorOfUserModeOnlyRefusesThem) {
  const Bench bench = observe("kernel_faults.user_mode_only", stock(618));
  EXPECT_EQ(bench.answer("read"), -EFAULT);
  EXPECT_EQ(bench.out("event", "delivered"), 0);
  EXPECT_EQ(bench.find("resolve"), nullptr);
}

TEST(KernelFaultsTest, WithoutADescriptorNothingIsRead) {
  EXPECT_EQ(observe("kernel_faults.device", user(618)).steps(), "open");
  EXPECT_EQ(observe("kernel_faults.syscall", user(618)).answer("open"), -EPERM);
  EXPECT_EQ(observe("kernel_faults.syscall", user(515), true).steps(), "");
}

TEST(KernelFaultsTest, AReadThatIsNeverServedStaysOpen) {
  Model kernel(stock(618));
  kernel.instead = [](const model::Asked& asked) -> std::optional<long> {
    if (asked.step == "resolve") return -EINVAL;
    return std::nullopt;
  };
  Bench bench(plan("kernel_faults.syscall"));
  bench.run(kernel);
  ASSERT_NE(bench.find("read"), nullptr);
  EXPECT_FALSE(bench.find("read")->returned);
  EXPECT_EQ(bench.answer("resolve"), -EINVAL);
}

TEST(SizesTest, ThoseOfTheKernelOpenAndNoOther) {
  for (const int version : {510, 601, 618}) {
    Traits traits = stock(version);
    traits.pools = {{uint64_t{64} << 10, 0}, {model::k2M, 0}, {uint64_t{16} << 30, 0}};
    const Bench bench = observe("sizes", traits);
    // Before 6.3 the seal is unknown and the size is asked for once more.
    const std::string head = version < 603 ? "plain_size_" : "size_";
    for (const char* size : {"64K", "2M", "16G"})
      EXPECT_EQ(bench.answer((head + size).c_str()), 0) << version << size;
    for (const char* size : {"16K", "1G", "64G"})
      EXPECT_EQ(bench.answer((head + size).c_str()), -ENODEV) << version << size;
  }
}

}  // namespace
