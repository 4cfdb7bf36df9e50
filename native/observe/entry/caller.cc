// Who the experiments run as, and how /dev/userfaultfd looks to them: asked by calls, in the child itself,
// since a child that took on another caller's rights and namespaces shares neither with the process that
// asks.
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "kernel/abi.h"
#include "observe/entry/device_node.h"
#include "observe/experiments.h"

namespace hgm {
namespace {

// Figures of a list, to a call: an entry of the journal has room for so many.
constexpr long kPerEntry = 6;
constexpr const char* kPlaces[] = {"0", "1", "2", "3", "4", "5"};

Entry& asked(Context& context, const char* step, const char* call) {
  return context.journal.write(Role::kLook, step, call);
}

void ids(Context& context) {
  context.run(asked(context, "euid", "geteuid"), SYS_geteuid);
  context.run(asked(context, "egid", "getegid"), SYS_getegid);
  auto* const groups = reinterpret_cast<uint32_t*>(context.scratch);
  const auto room = static_cast<long>(context.scratchBytes / sizeof *groups);
  const long count =
      context.run(asked(context, "groups", "getgroups"), SYS_getgroups, room, pointerTo(groups));
  constexpr long kMost = 64 * kPerEntry;  // the call's own answer says how many there are
  for (long at = 0; at < count && at < kMost; at += kPerEntry) {
    Entry& some = asked(context, StepName("groups", static_cast<uint64_t>(at)).text, "getgroups");
    some.answer(0);
    for (long i = 0; i < kPerEntry && at + i < count; ++i) some.out(kPlaces[i], groups[at + i]);
  }
}

// What an experiment can run into that has nothing to do with its question.
void limits(Context& context) {
  constexpr struct {
    const char* key;
    int resource;
  } kAsked[] = {
      {"nofile", RLIMIT_NOFILE}, {"fsize", RLIMIT_FSIZE}, {"as", RLIMIT_AS}, {"nproc", RLIMIT_NPROC}};
  Entry& entry = asked(context, "limits", "prlimit64");
  for (const auto& [key, resource] : kAsked) {
    rlimit now = {};
    if (context.run(entry, SYS_prlimit64, 0, resource, 0, pointerTo(&now)) < 0) return;
    if (now.rlim_cur != RLIM_INFINITY) entry.out(key, now.rlim_cur);
  }
}

// Whether this kernel runs Landlock, whose domains no file shows: to ask for its version makes nothing and
// needs no right. A filter's answer would say nothing of the kernel.
void landlock(Context& context) {
  if (context.kernel.call(SYS_prctl, PR_GET_SECCOMP) != 0) return;
  context.run(asked(context, "landlock", "landlock_create_ruleset"), SYS_landlock_create_ruleset, 0, 0,
              abi::kLandlockVersion);
}

void rights(Context& context) {
  abi::CapHeader header = {abi::kCapVersion, 0};
  abi::CapData data[abi::kCapHalves] = {};
  Entry& capabilities = asked(context, "capabilities", "capget");
  if (context.run(capabilities, SYS_capget, pointerTo(&header), pointerTo(data)) >= 0) {
    const auto high = static_cast<uint64_t>(data[1].effective);
    capabilities.out("effective", data[0].effective | (high << 32), Kind::kHex);
  }
  context.run(asked(context, "no_new_privs", "prctl"), SYS_prctl, PR_GET_NO_NEW_PRIVS);
  // Inherited over fork and exec; from 6.18 on a number of flags.
  context.run(asked(context, "thp_disabled", "prctl"), SYS_prctl, PR_GET_THP_DISABLE);
  landlock(context);
  struct stat space = {};
  Entry& user = asked(context, "user_namespace", "newfstatat");
  const bool here = context.ownProc == AT_FDCWD;
  if (context.run(user, SYS_newfstatat, context.ownProc, pointerTo(here ? "/proc/self/ns/user" : "ns/user"),
                  pointerTo(&space), 0) >= 0)
    user.out("inode", space.st_ino);
}

}  // namespace

void caller(Context& context) {
  ids(context);
  rights(context);
  limits(context);
  lookAtNode(context, "/dev/userfaultfd");
}

}  // namespace hgm
