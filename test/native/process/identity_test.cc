// Taking on somebody else's rights: in which order, and what is left undone after a refusal.
#include "process/identity.h"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <cerrno>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace {

using hgm::Identity;
using hgm::IdentityStep;

std::string nameOf(long number, long first) {
  switch (number) {
    case SYS_setgroups:
      return "setgroups";
    case SYS_getgroups:
      return "getgroups";
    case SYS_setresgid:
      return "setresgid";
    case SYS_setresuid:
      return "setresuid";
    case SYS_capget:
      return "capget";
    case SYS_capset:
      return "capset";
    case SYS_setns:
      return "setns";
    case SYS_fchdir:
      return "fchdir";
    case SYS_chroot:
      return "chroot";
    case SYS_keyctl:
      return "keyctl";
    case SYS_prctl:
      return "prctl" + std::to_string(first);
    default:
      return "other";
  }
}

// Answers 0, or the errno of the one call that it is told to refuse.
class Clerk final : public hgm::Kernel {
 public:
  long call(long number, long a, long b, long, long, long, long) override {
    const std::string name = nameOf(number, a);
    if (name.rfind("prctl", 0) != 0 || a == PR_SET_NO_NEW_PRIVS || a == PR_SET_DUMPABLE) made.push_back(name);
    if (name.rfind("prctl", 0) == 0 && a == PR_SET_DUMPABLE) dumpable.push_back(b);
    if (name == "getgroups") {
      auto* const to = reinterpret_cast<uint32_t*>(b);
      for (size_t i = 0; i < held.size(); ++i) to[i] = held[i];
      return static_cast<long>(held.size());
    }
    return name == refuse ? -EPERM : 0;
  }
  hgm::Access load(uintptr_t) override { return {}; }
  void touch(uintptr_t) override {}
  void copyBytes(uintptr_t, uintptr_t, uint64_t) override {}
  hgm::Access store(uintptr_t, uint8_t) override { return {}; }
  uint64_t now() override { return 0; }
  long spawn(int (*)(void*), void*, void*) override { return -ENOSYS; }
  uint64_t basePageBytes() override { return 4096; }

  std::vector<std::string> made;
  std::string refuse;
  std::vector<uint32_t> held;
  std::vector<long> dumpable;
};

std::unique_ptr<Identity> process() {
  auto made = std::make_unique<Identity>();
  made->groupCount = 1;
  made->groups[0] = 7;
  made->namespaces = CLONE_NEWUSER | CLONE_NEWNS;
  made->root = 3;
  made->noNewPrivs = true;
  return made;
}

TEST(IdentityTest, TheIdsComeBeforeTheNamespacesAndTheCapabilitiesLast) {
  Clerk kernel;
  const auto identity = process();
  ASSERT_EQ(hgm::takeOn(kernel, *identity).step, IdentityStep::kNone);
  const std::string no = "prctl" + std::to_string(PR_SET_NO_NEW_PRIVS);
  const std::string dump = "prctl" + std::to_string(PR_SET_DUMPABLE);
  // Hidden before it takes any right of theirs, and after all that could show it again.
  const std::vector<std::string> order = {dump,     "keyctl", "setgroups", "setresgid", "setresuid",
                                          dump,     "capget", "capset",    "setns",     "fchdir",
                                          "chroot", "capset", no,          dump};
  EXPECT_EQ(kernel.made, order);
  for (const long value : kernel.dumpable) EXPECT_EQ(value, 0);
}

TEST(IdentityTest, AUserJoinsNothingAndGoesNowhere) {
  Clerk kernel;
  auto identity = std::make_unique<Identity>();
  identity->root = -1;
  identity->keepGroups = true;
  ASSERT_EQ(hgm::takeOn(kernel, *identity).step, IdentityStep::kNone);
  for (const char* call : {"setgroups", "setns", "chroot"}) {
    for (const std::string& made : kernel.made) EXPECT_NE(made, call);
  }
}

TEST(IdentityTest, ARefusalIsNotedAndEndsIt) {
  const struct {
    const char* call;
    IdentityStep step;
  } cases[] = {{"setgroups", IdentityStep::kGroups},   {"setresgid", IdentityStep::kGid},
               {"setresuid", IdentityStep::kUid},      {"setns", IdentityStep::kNamespaces},
               {"fchdir", IdentityStep::kRoot},        {"chroot", IdentityStep::kRoot},
               {"capset", IdentityStep::kCapabilities}};
  for (const auto& each : cases) {
    Clerk kernel;
    kernel.refuse = each.call;
    const auto identity = process();
    const hgm::Refusal refusal = hgm::takeOn(kernel, *identity);
    EXPECT_EQ(refusal.step, each.step) << each.call;
    EXPECT_EQ(refusal.error, EPERM) << each.call;
    EXPECT_TRUE(kernel.made.back() == each.call || kernel.made.back() == "getgroups") << each.call;
  }
}

TEST(IdentityTest, WhoIsInTheGroupsAlreadyNeedsNoRightToChangeThem) {
  Clerk kernel;
  kernel.refuse = "setgroups";
  kernel.held = {7};
  EXPECT_EQ(hgm::takeOn(kernel, *process()).step, IdentityStep::kNone);
  kernel.held = {8};
  EXPECT_EQ(hgm::takeOn(kernel, *process()).step, IdentityStep::kGroups);
}

}  // namespace
