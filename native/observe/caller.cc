// Who the experiments run as, and how /dev/userfaultfd looks to them: asked by calls, in the child itself,
// since a child that took on another caller's rights and namespaces shares neither with the process that
// asks.
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>

#include "kernel/abi.h"
#include "observe/experiments.h"

namespace hgm {
namespace {

constexpr char kNode[] = "/dev/userfaultfd";
// Figures of a list, to a call: an entry of the journal has room for so many.
constexpr long kPerEntry = 6;
constexpr const char* kPlaces[] = {"0", "1", "2", "3", "4", "5"};

long pointer(const void* p) { return static_cast<long>(reinterpret_cast<uintptr_t>(p)); }

Entry& asked(Context& context, const char* step, const char* call) {
  return context.journal.write(Role::kLook, step, call);
}

void ids(Context& context) {
  context.run(asked(context, "euid", "geteuid"), SYS_geteuid);
  context.run(asked(context, "egid", "getegid"), SYS_getegid);
  auto* const groups = reinterpret_cast<uint32_t*>(context.scratch);
  const auto room = static_cast<long>(context.scratchBytes / sizeof *groups);
  const long count = context.run(asked(context, "groups", "getgroups"), SYS_getgroups, room, pointer(groups));
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
    if (context.run(entry, SYS_prlimit64, 0, resource, 0, pointer(&now)) < 0) return;
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
  if (context.run(capabilities, SYS_capget, pointer(&header), pointer(data)) >= 0) {
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
  if (context.run(user, SYS_newfstatat, context.ownProc, pointer(here ? "/proc/self/ns/user" : "ns/user"),
                  pointer(&space), 0) >= 0)
    user.out("inode", space.st_ino);
}

void mountOf(Context& context, const char* step, const char* path) {
  struct statfs mount = {};
  Entry& flags = asked(context, step, "statfs");
  if (context.run(flags, SYS_statfs, pointer(path), pointer(&mount)) >= 0)
    flags.out("flags", static_cast<uint64_t>(mount.f_flags), Kind::kHex)
        .out("type", static_cast<uint32_t>(mount.f_type), Kind::kHex);
}

// A device of drivers/char/mem.c that does nothing when it is opened: whose name it has is anybody's choice.
bool isHarmless(const struct stat& found) {
  constexpr unsigned kMemMajor = 1;
  constexpr unsigned kMinors[] = {3, 5, 7, 8, 9};  // null, zero, full, random, urandom
  if (!S_ISCHR(found.st_mode) || major(found.st_rdev) != kMemMajor) return false;
  return std::find(std::begin(kMinors), std::end(kMinors), minor(found.st_rdev)) != std::end(kMinors);
}

// A device node beside it, on the same file system, which everybody may open: where a user namespace mounted
// that, the kernel opens no device of it, and no flag of the mount says so (fs/super.c, alloc_super;
// fs/namei.c, may_open_dev). Opened by the descriptor that it was looked at by, as no other can take its
// place.
void neighbour(Context& context, dev_t fileSystem) {
  constexpr const char* kCommon[] = {"/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"};
  for (const char* path : kCommon) {
    const long node =
        context.kernel.call(SYS_openat, AT_FDCWD, pointer(path), O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (node < 0) continue;
    struct stat found = {};
    const bool seen = context.kernel.call(SYS_fstat, node, pointer(&found)) >= 0;
    const bool apt =
        seen && isHarmless(found) && (found.st_mode & 0666) == 0666 && found.st_dev == fileSystem;
    if (apt) {
      const StepName own("fd/", static_cast<uint64_t>(node));
      const long fd = context.openOwn(own.text, O_RDWR);
      asked(context, "neighbour", "openat").answer(fd < 0 ? fd : 0);
      if (fd >= 0) context.kernel.call(SYS_close, fd);
    }
    context.kernel.call(SYS_close, node);
    if (apt) return;
  }
}

// Whether it may be looked at: a refusal may be a line in an audit log, so there is one at the most.
bool node(Context& context) {
  struct stat found = {};
  Entry& entry = asked(context, "node", "newfstatat");
  const long answer = context.run(entry, SYS_newfstatat, AT_FDCWD, pointer(kNode), pointer(&found), 0);
  // Whether a node that somebody makes could be opened there.
  if (answer == -ENOENT) mountOf(context, "dev_mount", "/dev");
  if (answer < 0) return false;
  entry.out("mode", found.st_mode, Kind::kHex).out("uid", found.st_uid).out("gid", found.st_gid);
  entry.out("major", major(found.st_rdev)).out("minor", minor(found.st_rdev));
  mountOf(context, "node_mount", kNode);
  neighbour(context, found.st_dev);
  return true;
}

// The list as the kernel hands it out: a version, then entries (include/uapi/linux/posix_acl_xattr.h), little
// endian on every machine.
struct AclEntry {
  uint16_t tag, permissions;
  uint32_t id;
};

void acl(Context& context) {
  auto* const text = context.scratch;
  constexpr long kMost = 4 + 32 * static_cast<long>(sizeof(AclEntry));
  Entry& entry = asked(context, "node_acl", "getxattr");
  const long got = context.run(entry, SYS_getxattr, pointer(kNode), pointer("system.posix_acl_access"),
                               pointer(text), kMost);
  uint64_t number = 0;
  for (long at = 4; at + static_cast<long>(sizeof(AclEntry)) <= got; at += sizeof(AclEntry)) {
    AclEntry one;
    std::memcpy(&one, text + at, sizeof one);
    Entry& said = asked(context, StepName("node_acl", number++).text, "getxattr");
    said.answer(0);
    said.out("tag", one.tag).out("permissions", one.permissions).out("id", one.id);
  }
}

}  // namespace

void caller(Context& context) {
  ids(context);
  rights(context);
  limits(context);
  if (node(context)) acl(context);
}

}  // namespace hgm
