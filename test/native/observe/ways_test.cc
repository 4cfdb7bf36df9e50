// The ways to a descriptor, and whether it serves the kernel's own faults (kernel-facts, section 4).
#include <gtest/gtest.h>
#include <sys/syscall.h>

#include <cerrno>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "harness/notebook.h"
#include "harness/plans.h"
#include "harness/trial.h"
#include "observe/spared.h"

namespace {

using harness::plan;
using harness::Trial;
using model::Model;
using model::stock;
using model::Traits;

constexpr long kMissing = Trial::kMissing;

Trial observe(const char* experiment, const Traits& traits, bool quiet = false) {
  Model kernel(traits);
  Trial trial(plan(experiment));
  trial.plan.quiet = quiet;
  trial.run(kernel);
  return trial;
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
      // Two refusals that a filter may log are enough.
      {"behind a filter", filtered(618), -ENOENT, kMissing, -EPERM, kMissing, -EPERM},
  };
  for (const auto& each : cases) {
    const Trial trial = observe("ways", each.traits);
    EXPECT_EQ(trial.answer("device_open"), each.device) << each.name;
    EXPECT_EQ(trial.answer("device_new"), each.fresh) << each.name;
    EXPECT_EQ(trial.answer("user_mode_only"), each.userMode) << each.name;
    EXPECT_EQ(trial.answer("bad_flags"), each.badFlags) << each.name;
    EXPECT_EQ(trial.answer("syscall"), each.syscall) << each.name;
  }
}

TEST(WaysTest, AQuietRunLeavesNoLineInTheLog) {
  for (const char* experiment : {"ways", "api", "kernel_faults.syscall"}) {
    Model kernel(user(515));
    Trial trial(plan(experiment));
    trial.plan.quiet = true;
    trial.run(kernel);
    EXPECT_TRUE(kernel.log.empty()) << experiment;
    EXPECT_EQ(trial.find("syscall"), nullptr) << experiment;
  }
  // The control: the same run, not quiet, would leave one.
  Model kernel(user(515));
  Trial trial(plan("ways"));
  trial.run(kernel);
  EXPECT_EQ(kernel.log.size(), 1U);
}

TEST(WaysTest, AQuietRunStillAsksAKernelThatDoesNotKnowTheFlag) {
  const Trial trial = observe("ways", stock(510), true);
  EXPECT_EQ(trial.answer("syscall"), 0);
}

// A filter or a security module, as one that answers some calls in the kernel's place.
class Refusing {
 public:
  // `errors` by step; a step that is not named goes through.
  explicit Refusing(std::map<std::string, long> errors) : errors_(std::move(errors)) {}

  std::optional<long> operator()(const model::Asked& asked) const {
    if (asked.number == SYS_prctl) return filter ? 2 : 0;
    const auto found = errors_.find(asked.step);
    return found == errors_.end() ? std::nullopt : std::optional<long>(found->second);
  }

  bool filter = false;

 private:
  std::map<std::string, long> errors_;
};

Trial refusedBy(const Refusing& refusing, const Traits& traits, const char* experiment = "ways") {
  Model kernel(traits);
  kernel.instead = refusing;
  Trial trial(plan(experiment));
  trial.run(kernel);
  return trial;
}

long refusals(const Trial& trial) {
  long count = 0;
  for (const char* step : {"device_open", "device_new", "user_mode_only", "bad_flags", "syscall"}) {
    const long answer = trial.answer(step);
    count += answer == -EACCES || answer == -EPERM || answer == -ENOSYS ? 1 : 0;
  }
  return count;
}

TEST(WaysTest, ASecurityModuleRefusesTwiceAtTheMost) {
  // SELinux: the inode of a descriptor is refused, however it is asked for, after the flags were looked at.
  const Trial trial = refusedBy(
      Refusing({{"device_new", -EACCES}, {"user_mode_only", -EACCES}, {"syscall", -EACCES}}), stock(618));
  EXPECT_EQ(trial.steps(), "device_open device_new user_mode_only bad_flags");
  EXPECT_EQ(trial.answer("bad_flags"), -EINVAL);
  EXPECT_EQ(refusals(trial), 2);
}

TEST(WaysTest, AFilterRefusesTwiceAtTheMostAndThePlainCallIsOneOfThem) {
  for (const long error : {-EPERM, -ENOSYS}) {
    Refusing all({{"user_mode_only", error}, {"bad_flags", error}, {"syscall", error}});
    all.filter = true;
    EXPECT_EQ(refusedBy(all, stock(618)).steps(), "device_open device_new user_mode_only syscall");
    // One that looks at the flags lets the plain call pass: to leave that out would have been a false word.
    Refusing flags({{"user_mode_only", error}, {"bad_flags", error}});
    flags.filter = true;
    EXPECT_EQ(refusedBy(flags, stock(618)).answer("syscall"), 0);
  }
}

TEST(SparedTest, EachWayThatWasRefusedAndNoOther) {
  const struct {
    const char* name;
    Traits traits;
    bool userMode, plain, device;
  } cases[] = {
      {"root on 6.18", stock(618), false, false, false},
      {"root on 5.15: the device is missing, not refused", stock(515), false, false, false},
      {"user on 6.18", user(618), false, true, true},
      {"user on 6.18 with the sysctl", user(618, true), false, false, true},
      {"user on 5.10", user(510), true, true, false},
      {"behind a filter", filtered(618), true, true, false},
  };
  for (const auto& each : cases) {
    const hgm::Spared spared = hgm::waysToSpare(observe("ways", each.traits).journal());
    EXPECT_EQ(spared.userMode, each.userMode) << each.name;
    EXPECT_EQ(spared.plain, each.plain) << each.name;
    EXPECT_EQ(spared.device, each.device) << each.name;
  }
}

TEST(SparedTest, ACallThatWasADeathIsNotMadeAgain) {
  harness::Notebook made;
  made.write(hgm::Role::kTest, "device_open", "openat").answer(-EACCES);
  made.write(hgm::Role::kTest, "user_mode_only", "userfaultfd");
  const hgm::Spared spared = hgm::waysToSpare(made);
  EXPECT_TRUE(spared.userMode && spared.plain && spared.device);
}

TEST(SparedTest, TheFirstRefusedUffdioApiIsForAll) {
  for (const long error : {-EPERM, -EACCES, -ENOSYS}) {
    const Trial first = refusedBy(Refusing({{"offer", error}}), stock(618), "api");
    EXPECT_EQ(first.steps(), "open_user_mode offer");
    const hgm::Spared spared = hgm::waysToSpare(first.journal());
    EXPECT_TRUE(spared.api) << error;
    EXPECT_FALSE(spared.userMode || spared.plain || spared.device);

    Model kernel(stock(618));
    kernel.instead = Refusing({{"api", error}});
    Trial next(plan("wake", hgm::Memory::kShmem));
    hgm::spare(next.plan, spared);
    next.run(kernel);
    EXPECT_EQ(next.answer("api"), -ECANCELED);
    EXPECT_STREQ(next.find("api")->call, "none");
  }
}

TEST(SparedTest, TheKernelsOwnRefusalOfAFeatureIsNone) {
  EXPECT_FALSE(hgm::waysToSpare(observe("api", user(618)).journal()).api);
}

TEST(SparedTest, NoExperimentTriesAWayThatWasRefused) {
  const struct {
    hgm::Spared spared;
    const char* steps;
  } cases[] = {
      {{false, false, true}, "open_user_mode offer"},
      {{true, false, false}, "open_device open_new offer"},
      {{true, false, true}, "open_syscall offer"},
      {{true, true, false}, "open_device open_new offer"},
      {{true, true, true}, "open_spared"},
  };
  for (const auto& each : cases) {
    Model kernel(stock(618));
    Trial trial(plan("api"));
    hgm::spare(trial.plan, each.spared);
    trial.run(kernel);
    const std::string steps = each.steps;
    EXPECT_EQ(trial.steps().substr(0, steps.size()), steps);
    EXPECT_EQ(trial.answer("open_spared"), each.spared.plain && each.spared.device ? -ECANCELED : kMissing);
  }
  for (const char* experiment :
       {"kernel_faults.device", "kernel_faults.syscall", "kernel_faults.user_mode_only"}) {
    Model kernel(stock(618));
    Trial trial(plan(experiment));
    hgm::spare(trial.plan, {true, true, true});
    trial.run(kernel);
    EXPECT_EQ(trial.steps(), "") << experiment;
  }
}

TEST(OpeningTest, TheFirstWayThatOpensIsTaken) {
  EXPECT_EQ(observe("api", stock(618)).steps().substr(0, 20), "open_user_mode offer");
  const std::string old = observe("api", stock(510)).steps();
  EXPECT_EQ(old.substr(0, 45), "open_user_mode open_device open_syscall offer");
  EXPECT_EQ(observe("api", filtered(618)).steps(), "open_user_mode open_device open_syscall");
}

TEST(KernelFaultsTest, AFullDescriptorServesThem) {
  for (const char* experiment : {"kernel_faults.device", "kernel_faults.syscall"}) {
    const Trial trial = observe(experiment, stock(618));
    EXPECT_EQ(trial.answer("fault"), 0) << experiment;
    EXPECT_EQ(trial.out("event", "delivered"), 1) << experiment;
    EXPECT_EQ(trial.answer("resolve"), 0) << experiment;
  }
}

TEST(KernelFaultsTest, ADescriptorOfUserModeOnlyRefusesThem) {
  const Trial trial = observe("kernel_faults.user_mode_only", stock(618));
  EXPECT_EQ(trial.answer("fault"), -EFAULT);
  EXPECT_EQ(trial.out("event", "delivered"), 0);
  EXPECT_EQ(trial.find("resolve"), nullptr);
}

TEST(KernelFaultsTest, WithoutADescriptorNothingIsRead) {
  EXPECT_EQ(observe("kernel_faults.device", user(618)).steps(), "open");
  EXPECT_EQ(observe("kernel_faults.syscall", user(618)).answer("open"), -EPERM);
  EXPECT_EQ(observe("kernel_faults.syscall", user(515), true).steps(), "");
}

TEST(KernelFaultsTest, NothingButAnonymousMemoryAndADescriptorIsNeeded) {
  Model kernel(stock(618));
  kernel.instead = [](const model::Asked& asked) -> std::optional<long> {
    switch (asked.number) {
      case SYS_memfd_create:
      case SYS_ftruncate:
      case SYS_openat:
        return -EPERM;
      default:
        return std::nullopt;
    }
  };
  Trial trial(plan("kernel_faults.syscall"));
  trial.run(kernel);
  EXPECT_EQ(trial.answer("fault"), 0);
  EXPECT_EQ(trial.out("event", "delivered"), 1);
}

TEST(KernelFaultsTest, AThreadThatCanNotBeMadeIsAStepOfItsOwn) {
  Model kernel(stock(618));
  kernel.instead = [](const model::Asked& asked) -> std::optional<long> {
    return asked.number == -1 ? std::optional<long>(-EAGAIN) : std::nullopt;
  };
  Trial trial(plan("kernel_faults.syscall"));
  trial.run(kernel);
  EXPECT_EQ(trial.answer("thread"), -EAGAIN);
  EXPECT_EQ(trial.find("fault"), nullptr);
}

TEST(KernelFaultsTest, AReadThatIsNeverServedStaysOpen) {
  Model kernel(stock(618));
  kernel.instead = [](const model::Asked& asked) -> std::optional<long> {
    if (asked.step == "resolve") return -EINVAL;
    return std::nullopt;
  };
  Trial trial(plan("kernel_faults.syscall"));
  trial.run(kernel);
  ASSERT_NE(trial.find("fault"), nullptr);
  EXPECT_FALSE(trial.find("fault")->returned);
  EXPECT_EQ(trial.answer("resolve"), -EINVAL);
}

TEST(SizesTest, ThoseOfTheKernelOpenAndNoOther) {
  for (const int version : {510, 601, 618}) {
    Traits traits = stock(version);
    traits.pools = {{uint64_t{64} << 10, 0}, {model::k2M, 0}, {uint64_t{16} << 30, 0}};
    const Trial trial = observe("sizes", traits);
    // Before 6.3 the seal is unknown and the size is asked for once more.
    const std::string head = version < 603 ? "plain_size_" : "size_";
    for (const char* size : {"64K", "2M", "16G"})
      EXPECT_EQ(trial.answer((head + size).c_str()), 0) << version << size;
    for (const char* size : {"16K", "1G", "64G"})
      EXPECT_EQ(trial.answer((head + size).c_str()), -ENODEV) << version << size;
  }
}

}  // namespace
