// Every call of every experiment refused with every errno, one at a time: the experiment ends in order, its
// journal holds the errno, and nothing that follows leans on what was refused or does anything dangerous.
#include <gtest/gtest.h>
#include <sys/syscall.h>

#include <cerrno>
#include <map>
#include <set>

#include "harness/guard.h"
#include "harness/plans.h"
#include "harness/trial.h"

namespace {

using harness::Guard;
using harness::Trial;
using model::Asked;
using model::k1G;
using model::k2M;
using model::Model;
using model::Patch;
using model::stock;
using model::Traits;

constexpr int kErrnos[] = {EPERM,  ENOENT, EINTR,  EIO,    EAGAIN,     ENOMEM,    EACCES,
                           EFAULT, EBUSY,  EEXIST, ENODEV, EINVAL,     ENFILE,    EMFILE,
                           ENOTTY, EFBIG,  ENOSPC, ENOSYS, EOPNOTSUPP, EHWPOISON, EDQUOT};

// What a timed experiment tells apart; of all the others it sees no more than that they are errors, and it
// makes thousands of calls.
constexpr int kTimedErrnos[] = {EPERM, EINTR, EAGAIN, EFAULT, EEXIST, EINVAL};

// Under the sanitizer, which is ten times as slow, those few of every experiment: the others are refused
// without it.
#ifdef __SANITIZE_ADDRESS__
constexpr bool kFewErrnos = true;
#else
constexpr bool kFewErrnos = false;
#endif

std::vector<int> errnosFor(const hgm::Plan& plan) {
  const bool few = kFewErrnos || std::string(plan.experiment).rfind("time.", 0) == 0;
  return few ? std::vector<int>(std::begin(kTimedErrnos), std::end(kTimedErrnos))
             : std::vector<int>(std::begin(kErrnos), std::end(kErrnos));
}

// Calls that cannot fail in a way that the program could do anything about: close(2) closes whatever it
// answers, the unmapping of a whole mapping needs no memory, a sleep is just shorter, a yield is none, and
// the message of a fault is asked for again until it is there.
bool isRefusable(const Asked& asked) {
  if (asked.number == SYS_read && asked.step == "fault") return false;
  return asked.number != SYS_close && asked.number != SYS_munmap && asked.number != SYS_nanosleep &&
         asked.number != SYS_sched_yield;
}

// The calls worth refusing: each that a step is about, and of the others the first few of a kind.
std::vector<Asked> refusableCalls(const Traits& traits, const hgm::Plan& plan) {
  std::vector<Asked> found;
  std::map<std::pair<long, long>, int> seen;
  Model kernel(traits);
  kernel.instead = [&](const Asked& asked) -> std::optional<long> {
    const long command = asked.number == SYS_ioctl ? asked.b : 0;
    const bool few = !asked.step.empty() || seen[{asked.number, command}]++ < 3;
    if (few && isRefusable(asked)) found.push_back(asked);
    return std::nullopt;
  };
  Trial(plan).run(kernel);
  return found;
}

// The answer of a step, or the second one of a step that was asked twice.
bool holds(const Trial& trial, const std::string& step, long answer) {
  for (size_t i = 0; i < trial.journal().entryCount; ++i) {
    const hgm::Entry& entry = trial.journal().entries[i];
    if (step != entry.step || !entry.returned) continue;
    if (entry.ret == answer || trial.out(step, "again") == answer) return true;
  }
  return false;
}

// A refusal of the sealed memfd makes the program ask without the seal, as it must before 6.3; that this
// kernel then writes a line is the lie's fault.
bool isOfTheLie(const std::string& violation) {
  return violation == "kernel log: memfd_create without MFD_NOEXEC_SEAL";
}

class ErrnoTest : public testing::TestWithParam<std::tuple<int, Patch>> {};

TEST_P(ErrnoTest, AnyCallRefusedEndsInOrder) {
  Traits traits = stock(std::get<int>(GetParam()));
  traits.patch = std::get<Patch>(GetParam());
  harness::Wish wish;
  wish.sizes = {k2M, k1G};
  wish.borrow = {k2M};
  wish.samples = 1;
  std::set<std::string> wrong;
  size_t runs = 0;
  for (const hgm::Plan& plan : harness::plansOf(wish)) {
    for (const Asked& refused : refusableCalls(traits, plan)) {
      for (const int error : errnosFor(plan)) {
        Model kernel(traits);
        kernel.instead = [&](const Asked& asked) -> std::optional<long> {
          if (asked.ordinal != refused.ordinal) return std::nullopt;
          return -error;
        };
        Guard guard(kernel, plan);
        Trial trial(plan);
        kernel.journal = &trial.journal();
        trial.run(guard);
        const std::string where = harness::nameOf(plan) + " refused at " + std::to_string(refused.ordinal) +
                                  " " + refused.step + ": ";
        for (const std::string& each : guard.violations()) {
          if (!isOfTheLie(each)) wrong.insert(where + each);
        }
        if (!refused.step.empty() && !holds(trial, refused.step, -error))
          wrong.insert(where + "not in the journal");
        ++runs;
      }
    }
  }
  for (const std::string& each : wrong) ADD_FAILURE() << each;
  EXPECT_GT(runs, kFewErrnos ? 4'000U : 10'000U);
}

INSTANTIATE_TEST_SUITE_P(Stock, ErrnoTest,
                         testing::Combine(testing::Values(510, 618, 703), testing::Values(Patch::kNone)));
INSTANTIATE_TEST_SUITE_P(Patched, ErrnoTest,
                         testing::Combine(testing::Values(601),
                                          testing::Values(Patch::kRfcV1, Patch::kRfcV2, Patch::kRfcV2Off,
                                                          Patch::kMadvSplit)));

}  // namespace
