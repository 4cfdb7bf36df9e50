// Real forks on the real kernel: how children end, and what is left of them. Whatever this machine and this
// caller may do, an experiment ends in order; what it found is no matter here.
#include "process/supervisor.h"

#include <dirent.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>

#include "harness/plans.h"
#include "harness/trial.h"
#include "model/traits.h"

namespace {

using harness::plan;
using hgm::Arena;
using hgm::End;

constexpr uint32_t kEndless = UINT32_MAX;  // samples that no test waits for

hgm::Plan quietly(const char* experiment) {
  hgm::Plan made = plan(experiment);
  made.quiet = true;
  return made;
}

size_t descriptors() {
  size_t count = 0;
  DIR* const folder = opendir("/proc/self/fd");
  if (folder == nullptr) return 0;
  while (readdir(folder) != nullptr) ++count;
  closedir(folder);
  return count;
}

size_t mappings() {
  std::ifstream maps("/proc/self/maps");
  size_t count = 0;
  for (std::string line; std::getline(maps, line);) ++count;
  return count;
}

bool hasChild() { return waitpid(-1, nullptr, WNOHANG) >= 0 || errno != ECHILD; }

void pause20ms() {
  const timespec time = {0, 20'000'000};
  nanosleep(&time, nullptr);
}

// The parent of a process, from the text after the command's closing bracket; 0 where it is gone.
pid_t parentOf(const char* pid) {
  std::ifstream file(std::string("/proc/") + pid + "/stat");
  std::string text;
  std::getline(file, text);
  const size_t bracket = text.rfind(')');
  if (bracket == std::string::npos || bracket + 4 > text.size()) return 0;
  return static_cast<pid_t>(std::strtol(text.c_str() + bracket + 4, nullptr, 10));
}

pid_t childOf(pid_t parent) {
  pid_t found = 0;
  DIR* const folder = opendir("/proc");
  if (folder == nullptr) return 0;
  for (const dirent* each; found == 0 && (each = readdir(folder)) != nullptr;) {
    const char first = each->d_name[0];
    if (first < '0' || first > '9' || parentOf(each->d_name) != parent) continue;
    found = static_cast<pid_t>(std::strtol(each->d_name, nullptr, 10));
  }
  closedir(folder);
  return found;
}

int runOne(const hgm::Plan& what, End* end = nullptr) {
  Arena arena(&what, 1);
  if (!arena.valid()) return ENOMEM;
  const int error = harness::runInChildren(arena);
  if (end != nullptr) *end = arena[0].end;
  return error;
}

TEST(SupervisorTest, EveryExperimentThatTakesNoHugePageEndsInOrder) {
  harness::Wish wish;
  wish.sizes = {model::k2M};
  wish.fillable = false;
  wish.quiet = true;
  const std::vector<hgm::Plan> plans = harness::plansOf(wish);
  Arena arena(plans.data(), plans.size());
  ASSERT_TRUE(arena.valid());
  ASSERT_EQ(harness::runInChildren(arena), 0);
  for (size_t i = 0; i < plans.size(); ++i) {
    // Without userfaultfd, or with a refusal on the way, the journal may be empty; the end may not differ.
    EXPECT_EQ(arena[i].end, End::kDone) << harness::nameOf(plans[i]);
    EXPECT_EQ(arena[i].signal, 0) << harness::nameOf(plans[i]);
  }
  EXPECT_FALSE(hasChild());
}

TEST(SupervisorTest, WhatAChildWroteOutlivesIt) {
  const hgm::Plan what = quietly("ways");
  Arena arena(&what, 1);
  ASSERT_TRUE(arena.valid());
  ASSERT_EQ(harness::runInChildren(arena), 0);
  EXPECT_EQ(arena[0].end, End::kDone);
  ASSERT_GE(arena[0].journal.entryCount, 3U);
  EXPECT_STREQ(arena[0].journal.entries[0].step, "device_open");
  for (size_t i = 0; i < arena[0].journal.entryCount; ++i) EXPECT_TRUE(arena[0].journal.entries[i].returned);
}

TEST(SupervisorTest, ADeadlineEndsTheChildAndTheNextOneRuns) {
  hgm::Plan plans[] = {plan("time.floor"), quietly("ways")};
  plans[0].samples = kEndless;
  plans[0].deadlineMs = 500;
  Arena arena(plans, 2);
  ASSERT_TRUE(arena.valid());
  ASSERT_EQ(harness::runInChildren(arena), 0);
  EXPECT_EQ(arena[0].end, End::kDeadline);
  EXPECT_EQ(arena[1].end, End::kDone);
  EXPECT_FALSE(hasChild());
  // What was measured until then counts, and nothing of it is left for the next one.
  const hgm::Series& cut = arena[0].journal.series[0];
  EXPECT_GT(cut.seenCount, 0U);
  EXPECT_EQ(cut.tally, nullptr);
  EXPECT_EQ(cut.ended, hgm::Ended::kStopped);
  EXPECT_EQ(harness::samplesOf(cut).size(), cut.count);
  // One that was killed never looked at its counters, where zeros would say that nothing disturbed it; one
  // that heard of the deadline in time looked at all that it has.
  if (cut.during.minorFaults == -1) {
    for (const int64_t unknown : {cut.during.interrupts, cut.during.migrations, cut.during.voluntarySwitches,
                                  cut.during.involuntarySwitches})
      EXPECT_EQ(unknown, -1);
  }
}

TEST(SupervisorTest, WhatAChildScribbledIsNotFollowed) {
  const hgm::Plan plans[] = {plan("time.floor"), quietly("ways")};
  Arena arena(plans, 2);
  ASSERT_TRUE(arena.valid());
  // Where no memory is: the child counts there, outside of any guarded access, and dies of it.
  arena[0].journal.tallies = reinterpret_cast<hgm::Tally*>(uintptr_t{64});
  hgm::Supervisor supervisor(arena.view());
  const hgm::Outcome outcome = supervisor.run();
  EXPECT_EQ(outcome.stopped, hgm::Stopped::kDamaged);
  EXPECT_FALSE(hasChild());
}

TEST(SupervisorTest, StoppedItEndsInOrderAndBeginsNoOther) {
  hgm::Plan plans[] = {plan("time.floor"), quietly("ways")};
  plans[0].samples = kEndless;
  plans[0].deadlineMs = 600'000;
  Arena arena(plans, 2);
  ASSERT_TRUE(arena.valid());
  std::thread stopper([&] {
    // The child writes it there: it measures.
    const volatile bool& begun = arena[0].journal.series[0].hasFirst;
    while (!begun) pause20ms();
    arena.stop();
  });
  EXPECT_EQ(harness::runInChildren(arena), 0);
  stopper.join();
  EXPECT_EQ(arena[0].end, End::kDone);
  EXPECT_EQ(arena[0].journal.series[0].ended, hgm::Ended::kStopped);
  EXPECT_GT(arena[0].journal.series[0].count, 0U);
  EXPECT_EQ(arena[1].end, End::kNotRun);
  End end = End::kNotRun;
  EXPECT_EQ(runOne(quietly("ways"), &end), 0);  // a stop is that of one run
  EXPECT_EQ(end, End::kDone);
}

TEST(SupervisorTest, WhatATerminalSendsToTheWholeGroupEndsNoMeasurement) {
  // As the program does before it begins.
  for (const int sent : {SIGINT, SIGTERM, SIGWINCH}) signal(sent, SIG_IGN);
  hgm::Plan what = plan("time.floor");
  what.samples = kEndless;
  what.deadlineMs = 600'000;
  Arena arena(&what, 1);
  ASSERT_TRUE(arena.valid());
  std::thread terminal([&] {
    const volatile bool& begun = arena[0].journal.series[0].hasFirst;
    while (!begun) pause20ms();
    const pid_t child = childOf(getpid());
    EXPECT_GT(child, 0);
    for (const int sent : {SIGINT, SIGTERM, SIGWINCH}) kill(child, sent);
    pause20ms();
    arena.stop();
  });
  EXPECT_EQ(harness::runInChildren(arena), 0);
  terminal.join();
  for (const int sent : {SIGINT, SIGTERM, SIGWINCH}) signal(sent, SIG_DFL);
  EXPECT_EQ(arena[0].end, End::kDone);
  EXPECT_EQ(arena[0].journal.series[0].ended, hgm::Ended::kStopped);
}

// The most that a child or its child had resident, in KiB. Never falls, so the smaller run comes first.
long mostResident() {
  rusage usage = {};
  getrusage(RUSAGE_CHILDREN, &usage);
  return usage.ru_maxrss;
}

TEST(SupervisorTest, MemoryIsFlatWithTheNumberOfSamples) {
  hgm::Plan what = plan("time.floor");
  what.samples = 10'000;
  ASSERT_EQ(runOne(what), 0);
  const long few = mostResident();
  what.samples = 1'000'000;
  End end = End::kNotRun;
  ASSERT_EQ(runOne(what, &end), 0);
  EXPECT_EQ(end, End::kDone);
  // Two series of a million samples as numbers would be 16 MB. What may grow is the list of distinct values.
  // Half of the 16 is left for an address sanitizer, with which 1.4 to 4 MiB were seen.
  EXPECT_LT(mostResident() - few, 8192);
}

TEST(SupervisorTest, NothingIsLeftAfter50Runs) {
  hgm::Plan what = plan("copy", hgm::Memory::kShmem);
  what.quiet = true;
  End end = End::kNotRun;
  ASSERT_EQ(runOne(what, &end), 0);
  descriptors();  // the directory stream's own memory, once
  mappings();
  const size_t descriptorsBefore = descriptors();
  const size_t mappingsBefore = mappings();
  for (int i = 0; i < 50; ++i) {
    ASSERT_EQ(runOne(what, &end), 0);
    EXPECT_EQ(end, End::kDone);
  }
  EXPECT_EQ(descriptors(), descriptorsBefore);
  EXPECT_EQ(mappings(), mappingsBefore);
  EXPECT_FALSE(hasChild());
}

TEST(SupervisorTest, NobodyOutlivesACallerThatIsKilled) {
  // Orphans come to this process, so that it can tell when the last of them is gone.
  ASSERT_EQ(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
  const pid_t victim = fork();
  ASSERT_GE(victim, 0);
  if (victim == 0) {
    hgm::Plan what = plan("time.floor");
    what.samples = kEndless;
    what.deadlineMs = 60'000;
    _exit(runOne(what));
  }
  pid_t child = 0;
  for (int i = 0; i < 500 && child == 0; ++i) {
    child = childOf(victim);
    if (child == 0) pause20ms();
  }
  EXPECT_NE(child, 0) << "no experiment was seen to run";
  kill(victim, SIGKILL);
  bool gone = false;
  for (int i = 0; i < 500 && !gone; ++i) {
    while (waitpid(-1, nullptr, WNOHANG) > 0) {
    }
    gone = !hasChild();
    if (!gone) pause20ms();
  }
  EXPECT_TRUE(gone);
  if (!gone && child != 0) kill(child, SIGKILL);  // what the test found broken should not stay
  prctl(PR_SET_CHILD_SUBREAPER, 0);
}

}  // namespace
