// One child for many experiments: they see what each would see alone, and one that is lost takes none with
// it.
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <string>
#include <vector>

#include "harness/plans.h"
#include "harness/trial.h"
#include "model/traits.h"
#include "observe/experiments.h"

namespace {

using hgm::Arena;
using hgm::End;
using hgm::Entry;

std::vector<hgm::Plan> untimedPlans(uint32_t deadlineMs) {
  harness::Wish wish;
  wish.sizes = {model::k2M};
  wish.fillable = false;
  wish.quiet = true;
  std::vector<hgm::Plan> plans = {harness::plan("caller")};
  plans[0].samples = 0;
  for (const hgm::Plan& each : harness::plansOf(wish)) {
    if (each.samples == 0) plans.push_back(each);
  }
  for (hgm::Plan& each : plans) each.deadlineMs = deadlineMs;
  return plans;
}

std::string textOf(const hgm::Field* fields, size_t count) {
  std::string all;
  for (size_t i = 0; i < count; ++i)
    all += std::string(" ") + fields[i].key + "=" + std::to_string(fields[i].value);
  return all;
}

std::string textOf(const hgm::Slot& slot) {
  std::string all = "end " + std::to_string(static_cast<int>(slot.end)) + "\n";
  for (size_t i = 0; i < slot.journal.entryCount; ++i) {
    const Entry& entry = slot.journal.entries[i];
    all += std::string(entry.step) + " " + entry.call + textOf(entry.args, entry.argCount) + " -> " +
           (entry.returned ? std::to_string(entry.ret) : "lost") + textOf(entry.outs, entry.outCount) + "\n";
  }
  return all;
}

TEST(SharingTest, EveryExperimentSeesTogetherWhatItSeesAlone) {
  const std::vector<hgm::Plan> plans = untimedPlans(20'000);
  Arena together(plans.data(), plans.size());
  ASSERT_TRUE(together.valid());
  ASSERT_EQ(harness::runInChildren(together), 0);
  for (size_t i = 0; i < plans.size(); ++i) {
    Arena alone(&plans[i], 1);
    ASSERT_TRUE(alone.valid());
    ASSERT_EQ(harness::runInChildren(alone), 0);
    EXPECT_EQ(textOf(together[i]), textOf(alone[0])) << harness::nameOf(plans[i]);
  }
}

// From here on this process and its children meet `action` at that system call.
void meetFilter(long number, uint32_t action) {
  sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<uint32_t>(number), 0, 1),
      BPF_STMT(BPF_RET | BPF_K, action),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog program = {sizeof code / sizeof *code, code};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) _exit(1);
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) _exit(1);
}

void hang(int) {
  for (;;) pause();
}

void killItself(int) { kill(getpid(), SIGKILL); }

// Runs the plans in a process of which that call meets a filter, and a handler of what the filter raises.
void runFiltered(Arena& arena, long number, uint32_t action, void (*handler)(int)) {
  const pid_t asking = fork();
  ASSERT_GE(asking, 0);
  if (asking == 0) {
    signal(SIGSYS, handler);
    meetFilter(number, action);
    _exit(harness::runInChildren(arena) == 0 ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(asking, &status, 0), asking);
  ASSERT_EQ(status, 0);
}

bool reached(const hgm::Slot& slot, const std::string& step) {
  for (size_t i = 0; i < slot.journal.entryCount; ++i) {
    if (step == slot.journal.entries[i].step) return true;
  }
  return false;
}

// mincore(2) is what these look with: all else goes on as if they had not been.
void expectOnlyThoseWhoLook(Arena& arena, End end, int signal) {
  size_t lost = 0;
  for (size_t i = 0; i < arena.size(); ++i) {
    const std::string name = arena[i].plan.experiment;
    const bool looks = (name == "populate" && reached(arena[i], "base")) ||
                       (name == "collapse" && arena[i].end != End::kDone);
    EXPECT_EQ(arena[i].end, looks ? end : End::kDone) << harness::nameOf(arena[i].plan);
    EXPECT_EQ(arena[i].signal, looks ? signal : 0) << harness::nameOf(arena[i].plan);
    lost += looks ? 1 : 0;
  }
  EXPECT_GE(lost, 2U);
}

TEST(SharingTest, WhoHangsLosesOnlyItself) {
  const std::vector<hgm::Plan> plans = untimedPlans(400);
  Arena arena(plans.data(), plans.size());
  ASSERT_TRUE(arena.valid());
  runFiltered(arena, SYS_mincore, SECCOMP_RET_TRAP, hang);
  expectOnlyThoseWhoLook(arena, End::kDeadline, 0);
}

TEST(SharingTest, WhoIsKilledLosesOnlyItself) {
  const std::vector<hgm::Plan> plans = untimedPlans(20'000);
  Arena arena(plans.data(), plans.size());
  ASSERT_TRUE(arena.valid());
  runFiltered(arena, SYS_mincore, SECCOMP_RET_TRAP, killItself);
  expectOnlyThoseWhoLook(arena, End::kSignal, SIGKILL);
}

TEST(SharingTest, AFilterThatKillsIsMetOnce) {
  const std::vector<hgm::Plan> plans = untimedPlans(20'000);
  Arena arena(plans.data(), plans.size());
  ASSERT_TRUE(arena.valid());
  runFiltered(arena, SYS_userfaultfd, SECCOMP_RET_KILL_PROCESS, SIG_DFL);
  size_t kills = 0;
  for (size_t i = 0; i < arena.size(); ++i) {
    kills += arena[i].signal == SIGSYS ? 1 : 0;
    EXPECT_NE(arena[i].end, End::kNotRun) << harness::nameOf(arena[i].plan);
  }
  EXPECT_EQ(kills, 1U);
}

// What a plan's experiment leaves of a model kernel; whether another may follow in the same process.
bool mayBeFollowed(const hgm::Plan& plan, const model::Traits& traits) {
  model::Model kernel(traits);
  harness::Trial trial(plan);
  trial.thenGiveBack = true;
  trial.run(kernel);
  EXPECT_TRUE(kernel.harm.empty()) << harness::nameOf(plan);
  if (trial.mayBeFollowed) {
    EXPECT_EQ(kernel.left(), 0U) << harness::nameOf(plan);
  }
  return trial.mayBeFollowed;
}

bool isTrial(const hgm::Plan& plan) {
  const std::string name = plan.experiment;
  const bool continues = name == "continue" && plan.memory == hgm::Memory::kHugetlb;
  return continues || name == "hgm_hole" || name == "hgm_collapse" || name == "split.shared";
}

TEST(SharingTest, NothingIsLeftForTheNextOneOnAStockKernel) {
  for (const int version : {510, 601, 618, 703}) {
    for (const hgm::Plan& plan : untimedPlans(20'000)) {
      const bool followed = mayBeFollowed(plan, model::stock(version));
      // Where minor faults can't be registered (before 5.13), a trial ends before anybody could refuse it.
      if (version > 510 && hgm::sharesChild(plan)) {
        EXPECT_TRUE(followed) << harness::nameOf(plan);
      }
    }
  }
}

TEST(SharingTest, NothingFollowsATrialThatAnHgmKernelTook) {
  for (const model::Patch patch : {model::Patch::kRfcV1, model::Patch::kRfcV2, model::Patch::kMadvSplit}) {
    model::Traits traits = model::stock(601);
    traits.patch = patch;
    size_t took = 0;
    for (const hgm::Plan& plan : untimedPlans(20'000)) {
      if (!isTrial(plan)) continue;
      model::Model kernel(traits);
      harness::Trial trial(plan);
      trial.thenGiveBack = true;
      trial.run(kernel);
      bool accepted = false;
      for (const char* step : {"opt_in", "continue_base", "collapse", "whole", "middle", "base"}) {
        const long answer = trial.answer(step);
        accepted |= answer != harness::Trial::kMissing && answer != -EINVAL;
      }
      EXPECT_EQ(trial.mayBeFollowed, !accepted) << harness::nameOf(plan);
      took += accepted ? 1 : 0;
    }
    EXPECT_GE(took, 2U);
  }
}

// The proof maps base pages: whatever its answers, it is alone.
TEST(SharingTest, WhoBorrowsAndWhoMeasuresHasAChildOfItsOwn) {
  for (const char* name : {"hgm_proof", "copy", "continue"})
    EXPECT_FALSE(hgm::sharesChild(harness::borrowing(name, model::k2M))) << name;
  for (const char* name : {"time.floor", "time.fault", "hgm_proof"})
    EXPECT_FALSE(hgm::sharesChild(harness::plan(name))) << name;
}

}  // namespace
