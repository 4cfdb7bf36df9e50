// What the experiments with a virtual machine ask, on a small KVM over the model.
#include "harness/kvm.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <string>

#include "harness/plans.h"
#include "harness/trial.h"
#include "observe/spared.h"

namespace {

using harness::Kvm;
using harness::KvmTraits;
using harness::Trial;
using hgm::Memory;
using hgm::Role;
using model::Model;
using model::stock;

constexpr uint64_t kSamples = 40;

struct Ran {
  Ran(const std::string& experiment, Memory memory, const KvmTraits& traits = {}, uint64_t pageBytes = 0)
      : kernel(stock(618)), kvm(kernel, traits), trial(harness::plan(experiment, memory, pageBytes)) {
    trial.plan.kvmMinor = Kvm::kMinor;
    trial.plan.borrow = pageBytes != 0;
    trial.plan.samples = kSamples;
    trial.plan.threads = 2;
    kernel.machine.nodeOfCpu.assign(2, 0);
    kernel.machine.allowed.assign(2, true);
    trial.run(kernel);
  }

  Model kernel;
  Kvm kvm;
  Trial trial;
};

TEST(KvmTest, OpensNothingThatIsNotTheDeviceOfProcMisc) {
  Model kernel(stock(618));
  const Kvm kvm(kernel, {});
  Trial trial(harness::plan("kvm.open", Memory::kNone));
  trial.plan.kvmMinor = Kvm::kMinor + 1;
  trial.run(kernel);
  EXPECT_EQ(trial.answer("kvm_open"), -ENODEV);
  EXPECT_EQ(trial.steps(Role::kTest), "kvm_open");
}

TEST(KvmTest, SaysWhichCallWasRefused) {
  KvmTraits closed;
  closed.openErrno = EACCES;
  EXPECT_EQ(Ran("kvm.open", Memory::kNone, closed).trial.answer("kvm_open"), -EACCES);
  KvmTraits filtered;
  filtered.vmErrno = EPERM;
  const Ran ran("kvm.open", Memory::kNone, filtered);
  EXPECT_EQ(ran.trial.steps(Role::kTest), "kvm_open kvm_version kvm_vm");
  EXPECT_EQ(ran.trial.answer("kvm_vm"), -EPERM);
}

// Each refusal may be a line in a log.
TEST(KvmTest, ARefusalIsForAllThatFollow) {
  for (const bool atOnce : {true, false}) {
    KvmTraits traits;
    (atOnce ? traits.openErrno : traits.vmErrno) = EPERM;
    const Ran ran("kvm.open", Memory::kNone, traits);
    const hgm::Spared spared = hgm::waysToSpare(ran.trial.journal());
    EXPECT_TRUE(spared.kvm);
    EXPECT_FALSE(spared.device || spared.api || spared.plain);
    Model kernel(stock(618));
    const Kvm kvm(kernel, {});
    Trial next(harness::plan("kvm.exit", Memory::kNone));
    next.plan.kvmMinor = Kvm::kMinor;
    hgm::spare(next.plan, spared);
    next.run(kernel);
    EXPECT_EQ(next.answer("kvm_open"), -ECANCELED);
    EXPECT_EQ(kernel.calls, 0);
  }
  EXPECT_FALSE(hgm::waysToSpare(Ran("kvm.open", Memory::kNone).trial.journal()).kvm);
}

TEST(KvmTest, AMachineThatOpensTellsItsCapabilities) {
  const Ran ran("kvm.open", Memory::kNone);
  EXPECT_EQ(ran.trial.steps(Role::kTest), "kvm_open kvm_version kvm_vm kvm_vcpu");
  EXPECT_EQ(ran.trial.answer("cap_pre_fault_memory"), 1);
  EXPECT_EQ(ran.trial.answer("cap_guest_memfd_flags"), 3);
}

TEST(KvmTest, AGuestFindsWhatWasServedAndNothingElse) {
  KvmTraits older;
  older.preFault = false;
  KvmTraits shadow;
  shadow.shadow = true;
  for (const KvmTraits& traits : {KvmTraits{}, older, shadow}) {
    for (const Memory memory : {Memory::kAnonymous, Memory::kShmem, Memory::kHugetlb}) {
      const Ran ran("kvm.fault", memory, traits, memory == Memory::kHugetlb ? model::k2M : 0);
      EXPECT_EQ(ran.trial.answer("missing"), -EFAULT);
      EXPECT_EQ(ran.trial.answer("serve"), 0);
      EXPECT_EQ(ran.trial.answer("neighbour"), -EFAULT);
      EXPECT_EQ(ran.trial.answer("served"), 0);
      EXPECT_EQ(ran.kvm.runs, traits.preFault && !traits.shadow ? 0 : 5);
      EXPECT_EQ(ran.trial.find("kvm_prefault") != nullptr, traits.shadow);
      EXPECT_EQ(ran.kernel.harm.size(), 0);
    }
  }
}

TEST(KvmTest, AHandlerServesAVcpuThatWaitsAndOneOfUserModeOnlyHearsNothing) {
  for (const bool preFault : {true, false}) {
    KvmTraits traits;
    traits.preFault = preFault;
    for (const Memory memory : {Memory::kAnonymous, Memory::kShmem, Memory::kHugetlb}) {
      const Ran ran("kvm.fault", memory, traits, memory == Memory::kHugetlb ? model::k2M : 0);
      EXPECT_EQ(ran.trial.answer("handled"), 0);
      EXPECT_EQ(ran.trial.out("handled_event", "delivered"), 1);
      EXPECT_EQ(ran.trial.answer("user_mode"), -EFAULT);
      EXPECT_EQ(ran.trial.out("user_mode_event", "delivered"), 0);
      EXPECT_EQ(ran.kernel.harm.size(), 0);
    }
  }
}

TEST(KvmTest, AnEmulatedGuestTakesWhatIsMissingForADevice) {
  KvmTraits traits;
  traits.preFault = false;
  traits.emulates = true;
  const Ran ran("kvm.fault", Memory::kShmem, traits);
  for (const char* step : {"missing", "neighbour"}) {
    EXPECT_EQ(ran.trial.answer(step), 0);
    EXPECT_EQ(ran.trial.out(step, "exit"), hgm::abi::kKvmExitMmio);
  }
  EXPECT_EQ(ran.trial.answer("served"), 0);
  EXPECT_EQ(ran.trial.out("served", "done"), 1);
}

TEST(KvmTest, TakesNoPageThatWasNotLent) {
  Model kernel(stock(618));
  Kvm kvm(kernel, {});
  for (const char* id : {"kvm.fault", "kvm.stage2"}) {
    Trial trial(harness::plan(id, Memory::kHugetlb, model::k2M));
    trial.plan.kvmMinor = Kvm::kMinor;
    trial.run(kernel);
    EXPECT_EQ(trial.journal().entryCount, 0);
  }
}

TEST(KvmTest, AVcpuIsTimedOnWhatIsMappedForIt) {
  for (const Memory memory : {Memory::kAnonymous, Memory::kShmem, Memory::kHugetlb}) {
    const uint64_t pageBytes = memory == Memory::kHugetlb ? model::k2M : 0;
    const Ran ran("time.vcpu", memory, {}, pageBytes);
    for (const char* id : {"fault.vcpu.poll", "fault.vcpu.spin", "touch.vcpu"}) {
      const hgm::Series* const series = ran.trial.series(id);
      ASSERT_NE(series, nullptr) << id;
      EXPECT_EQ(series->count, kSamples) << id;
      EXPECT_EQ(series->shape.granuleBytes, pageBytes == 0 ? 4096 : pageBytes);
    }
    EXPECT_EQ(ran.kernel.harm.size(), 0);
  }
}

// A vCPU that comes back without its page has waited for nothing.
TEST(KvmTest, ARunThatGotNoPageIsNoSample) {
  KvmTraits traits;
  traits.servesNothing = true;
  const Ran ran("time.vcpu", Memory::kShmem, traits);
  const hgm::Series* const series = ran.trial.series("fault.vcpu.poll");
  ASSERT_NE(series, nullptr);
  EXPECT_EQ(series->count, 0);
  EXPECT_EQ(ran.trial.series("touch.vcpu"), nullptr);
}

TEST(KvmTest, TheWorkOnTheSecondStageIsTimedWhereItCanBeAsked) {
  for (const bool preFault : {true, false}) {
    KvmTraits traits;
    traits.preFault = preFault;
    for (const Memory memory : {Memory::kShmem, Memory::kHugetlb}) {
      const Ran ran("time.second_stage", memory, traits, memory == Memory::kHugetlb ? model::k2M : 0);
      const char* const ahead = memory == Memory::kHugetlb ? "prefault.huge" : "prefault.base";
      EXPECT_EQ(ran.trial.series(ahead) != nullptr, preFault);
      for (const char* id : {"dirty_log.on", "dirty_log.off"}) {
        ASSERT_NE(ran.trial.series(id), nullptr);
        EXPECT_EQ(ran.trial.series(id)->count, kSamples);
        EXPECT_EQ(ran.trial.series(id)->shape.granuleBytes, model::k2M);
      }
      EXPECT_EQ(ran.kernel.harm.size(), 0);
    }
  }
}

TEST(KvmTest, CountsThePagesOfTheSecondStage) {
  for (const bool eager : {true, false}) {
    KvmTraits traits;
    traits.eager = eager;
    const Ran ran("kvm.stage2", Memory::kShmem, traits);
    EXPECT_EQ(ran.trial.out("base_pages", "pages_4k"), 512);
    EXPECT_EQ(ran.trial.out("base_pages", "pages_2m"), 0);
    EXPECT_EQ(ran.trial.out("collapse_pages", "pages_2m"), 1);
    EXPECT_EQ(ran.trial.out("log_on_pages", "pages_4k"), eager ? 512 : 0);
    EXPECT_GT(ran.trial.out("split_pages", "pages_4k"), 0);
    EXPECT_EQ(ran.trial.out("join_pages", "pages_2m"), 1);
    // A log splits by what is written.
    EXPECT_EQ(ran.trial.find("log_on_touch")->call, std::string("ioctl(KVM_RUN)"));
  }
}

TEST(KvmTest, AKernelWithoutCountersIsAskedAllTheSame) {
  KvmTraits traits;
  traits.stats = false;
  const Ran ran("kvm.stage2", Memory::kAnonymous, traits);
  EXPECT_EQ(ran.trial.answer("base_pages"), -ENOTTY);
  EXPECT_EQ(ran.trial.answer("base"), 0);
}

TEST(KvmTest, GuestMemfdIsAskedForWithEachFlag) {
  KvmTraits traits;
  traits.guestMemfd = false;
  const Ran ran("gmem", Memory::kNone, traits);
  EXPECT_EQ(ran.trial.steps(Role::kTest), "create_0 create_1 create_2 create_3");
}

}  // namespace
