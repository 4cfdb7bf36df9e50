#include "observe/entry/device_node.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>

namespace hgm {
namespace {

Entry& asked(Context& context, const char* step, const char* call) {
  return context.journal.write(Role::kLook, step, call);
}

void mountOf(Context& context, const char* step, const char* path) {
  struct statfs mount = {};
  Entry& flags = asked(context, step, "statfs");
  if (context.run(flags, SYS_statfs, pointerTo(path), pointerTo(&mount)) >= 0)
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
        context.kernel.call(SYS_openat, AT_FDCWD, pointerTo(path), O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (node < 0) continue;
    struct stat found = {};
    const bool seen = context.kernel.call(SYS_fstat, node, pointerTo(&found)) >= 0;
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
bool node(Context& context, const char* path) {
  struct stat found = {};
  Entry& entry = asked(context, "node", "newfstatat");
  const long answer = context.run(entry, SYS_newfstatat, AT_FDCWD, pointerTo(path), pointerTo(&found), 0);
  // Whether a node that somebody makes could be opened there.
  if (answer == -ENOENT) mountOf(context, "dev_mount", "/dev");
  if (answer < 0) return false;
  entry.out("mode", found.st_mode, Kind::kHex).out("uid", found.st_uid).out("gid", found.st_gid);
  entry.out("major", major(found.st_rdev)).out("minor", minor(found.st_rdev));
  mountOf(context, "node_mount", path);
  neighbour(context, found.st_dev);
  return true;
}

// The list as the kernel hands it out: a version, then entries (include/uapi/linux/posix_acl_xattr.h), little
// endian on every machine.
struct AclEntry {
  uint16_t tag, permissions;
  uint32_t id;
};

void acl(Context& context, const char* path) {
  auto* const text = context.scratch;
  constexpr long kMost = 4 + 32 * static_cast<long>(sizeof(AclEntry));
  Entry& entry = asked(context, "node_acl", "getxattr");
  const long got = context.run(entry, SYS_getxattr, pointerTo(path), pointerTo("system.posix_acl_access"),
                               pointerTo(text), kMost);
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

void lookAtNode(Context& context, const char* path) {
  if (node(context, path)) acl(context, path);
}

}  // namespace hgm
