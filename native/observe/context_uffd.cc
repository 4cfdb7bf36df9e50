// The userfaultfd calls of a context.
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>

#include <cerrno>
#include <cstdint>

#include "kernel/abi.h"
#include "observe/context.h"

namespace hgm {
namespace {

constexpr long kOpenFlags = O_CLOEXEC | O_NONBLOCK;
constexpr char kDevice[] = "/dev/userfaultfd";
constexpr char kKvm[] = "/dev/kvm";
constexpr unsigned kMiscMajor = 10;  // include/uapi/linux/major.h
// Told from every answer of the kernel: bytes done, or minus an errno.
constexpr int64_t kUntouched = INT64_MIN;

Entry& ranged(Context& context, Role role, const char* step, const char* call, uint64_t offset,
              uint64_t length) {
  return context.journal.write(role, step, call).arg("offset", offset).arg("length", length);
}

// An ioctl with its struct, which the kernel writes into: refused, too.
template <typename Args>
long askIoctl(Context& context, Entry& entry, long fd, unsigned long command, Args& args) {
  Args same = args;
  return context.ask(entry, [&](bool again) {
    return context.kernel.call(SYS_ioctl, fd, static_cast<long>(command), pointerTo(again ? &same : &args));
  });
}

const char* commandName(unsigned long command) {
  switch (command) {
    case abi::kIocContinue:
      return "ioctl(UFFDIO_CONTINUE)";
    case abi::kIocZeropage:
      return "ioctl(UFFDIO_ZEROPAGE)";
    case abi::kIocPoison:
      return "ioctl(UFFDIO_POISON)";
    case abi::kIocWriteprotect:
      return "ioctl(UFFDIO_WRITEPROTECT)";
    default:
      return "ioctl(UFFDIO_RWPROTECT)";
  }
}

}  // namespace

long Context::lookAtDevice(Entry& entry, long node, int32_t known) {
  struct stat found = {};
  const long seen = kernel.call(SYS_fstat, node, pointerTo(&found));
  if (seen < 0) return entry.answer(seen);
  const auto number = static_cast<int64_t>(minor(found.st_rdev));
  if (S_ISCHR(found.st_mode) && major(found.st_rdev) == kMiscMajor && number == known) return 0;
  entry.call = "look";
  entry.out("mode", found.st_mode, Kind::kHex);
  entry.out("major", major(found.st_rdev)).out("minor", minor(found.st_rdev));
  return entry.answer(-ENODEV);
}

long Context::openDevice(Role role, const char* step) {
  return openMisc(role, step, kDevice, plan.deviceMinor);
}

long Context::openKvm(Role role, const char* step) { return openMisc(role, step, kKvm, plan.kvmMinor); }

long Context::openMisc(Role role, const char* step, const char* path, int32_t known) {
  Entry& entry = journal.write(role, step, "openat");
  const long node = kernel.call(SYS_openat, AT_FDCWD, pointerTo(path), O_PATH | O_CLOEXEC);
  if (node < 0) return entry.answer(node);
  if (const long looked = lookAtDevice(entry, node, known); looked < 0) {
    kernel.call(SYS_close, node);
    return looked;
  }
  // By its descriptor, so that no other node can have taken the place meanwhile. Without /proc there is no
  // such way; nor is anybody's /proc missing whose place was taken by his number in it.
  const StepName own("fd/", static_cast<uint64_t>(node));
  long fd = openOwn(own.text, O_RDWR);
  if (fd == -ENOENT && ownProc == AT_FDCWD)
    fd = kernel.call(SYS_openat, AT_FDCWD, pointerTo(path), O_RDWR | O_CLOEXEC);
  kernel.call(SYS_close, node);
  entry.answer(fd < 0 ? fd : 0);
  if (fd >= 0) resources.opened(fd);
  return fd;
}

long Context::openFromDevice(Role role, const char* step, long device) {
  Entry& entry = journal.write(role, step, "ioctl(USERFAULTFD_IOC_NEW)");
  return openWith(entry, SYS_ioctl, device, static_cast<long>(abi::kIocNew), kOpenFlags);
}

long Context::openByCall(Role role, const char* step, uint64_t flags) {
  Entry& entry = journal.write(role, step, "userfaultfd");
  entry.arg("flags", flags | kOpenFlags, Kind::kHex);
  return openWith(entry, SYS_userfaultfd, static_cast<long>(flags | kOpenFlags));
}

int Context::openOnlyByDevice() {
  if (plan.spareDevice) return openNone();
  const long device = openDevice(Role::kSetup, "open_device");
  return static_cast<int>(device < 0 ? device : openFromDevice(Role::kSetup, "open_new", device));
}

// No call is made, and that is what stands in the journal.
int Context::openNone() {
  return static_cast<int>(journal.write(Role::kSetup, "open_spared", "none").answer(-ECANCELED));
}

int Context::openDescriptor() {
  if (plan.deviceOnly) return openOnlyByDevice();
  long fd = -EPERM;
  if (!plan.spareUserMode) fd = openByCall(Role::kSetup, "open_user_mode", abi::kUserModeOnly);
  if (fd >= 0) return static_cast<int>(fd);
  const bool flagKnown = fd != -EINVAL;  // 5.11; a kernel without the flag logs nothing either

  long device = -EACCES;
  if (!plan.spareDevice) device = openDevice(Role::kSetup, "open_device");
  if (device >= 0) fd = openFromDevice(Role::kSetup, "open_new", device);
  const bool enough = plan.quiet && flagKnown && device < 0;
  if (enough && plan.spareUserMode && plan.spareDevice) return openNone();
  if (fd >= 0 || enough) return static_cast<int>(fd);
  return static_cast<int>(openByCall(Role::kSetup, "open_syscall", 0));
}

int Context::openFull() {
  const int fd = plan.spareDevice ? -ECANCELED : openOnlyByDevice();
  if (fd >= 0) return fd;
  if (plan.quiet || plan.deviceOnly) return openNone();
  return static_cast<int>(openByCall(Role::kSetup, "open_syscall", 0));
}

long Context::api(int fd, uint64_t features, Role role, const char* step, uint64_t* offered) {
  // A refusal of it may be a line in a log, and one is known.
  if (plan.spareApi) return journal.write(role, step, "none").answer(-ECANCELED);
  abi::ApiArgs args = {abi::kApi, features, 0};
  Entry& entry = journal.write(role, step, "ioctl(UFFDIO_API)");
  entry.arg("features", features, Kind::kHex);
  const long result = askIoctl(*this, entry, fd, abi::kIocApi, args);
  if (result >= 0 && offered != nullptr) *offered = args.features;
  if (result >= 0) entry.out("features", args.features, Kind::kHex).out("ioctls", args.ioctls, Kind::kHex);
  return result;
}

int Context::userfaultfd(uint64_t features, uint64_t* offered) {
  const int fd = openDescriptor();
  if (fd < 0) return fd;
  const long result = api(fd, features, Role::kSetup, "api", offered);
  return result < 0 ? static_cast<int>(result) : fd;
}

long Context::registerAll(int fd, const Mapping& mapping, uint64_t mode, Role role, const char* step) {
  abi::RegisterArgs args = {{mapping.base, mapping.length}, mode, 0};
  Entry& entry = journal.write(role, step, "ioctl(UFFDIO_REGISTER)");
  entry.arg("mode", mode, Kind::kHex).arg("length", mapping.length);
  const long result = askIoctl(*this, entry, fd, abi::kIocRegister, args);
  if (result >= 0) entry.out("ioctls", args.ioctls, Kind::kHex);
  return result;
}

long Context::fill(Role role, const char* step, unsigned long command, int fd, const Mapping& mapping,
                   uint64_t offset, uint64_t length, const char* field, uint64_t mode) {
  abi::FillArgs args = {{mapping.base + offset, length}, mode, kUntouched};
  Entry& entry = ranged(*this, role, step, commandName(command), offset, length);
  const long result = askIoctl(*this, entry, fd, command, args);
  if (args.done != kUntouched) entry.out(field, static_cast<uint64_t>(args.done));
  return result;
}

long Context::copy(Role role, const char* step, int fd, const Mapping& mapping, uint64_t offset,
                   uint64_t length, uintptr_t source, uint64_t mode) {
  abi::CopyArgs args = {mapping.base + offset, source, length, mode, kUntouched};
  Entry& entry = ranged(*this, role, step, "ioctl(UFFDIO_COPY)", offset, length);
  const long result = askIoctl(*this, entry, fd, abi::kIocCopy, args);
  if (args.copy != kUntouched) entry.out("done", static_cast<uint64_t>(args.copy));
  return result;
}

long Context::protect(Role role, const char* step, unsigned long command, int fd, const Mapping& mapping,
                      uint64_t offset, uint64_t length, uint64_t mode) {
  abi::ProtectArgs args = {{mapping.base + offset, length}, mode};
  Entry& entry = ranged(*this, role, step, commandName(command), offset, length);
  return askIoctl(*this, entry, fd, command, args);
}

long Context::move(Role role, const char* step, int fd, const Mapping& to, const Mapping& from,
                   uint64_t length) {
  abi::MoveArgs args = {to.base, from.base, length, 0, kUntouched};
  Entry& entry = ranged(*this, role, step, "ioctl(UFFDIO_MOVE)", 0, length);
  const long result = askIoctl(*this, entry, fd, abi::kIocMove, args);
  if (args.move != kUntouched) entry.out("done", static_cast<uint64_t>(args.move));
  return result;
}

long Context::setMode(Role role, const char* step, int fd, abi::SetModeArgs args) {
  Entry& entry = journal.write(role, step, "ioctl(UFFDIO_SET_MODE)");
  entry.arg("enable", args.enable, Kind::kHex).arg("disable", args.disable, Kind::kHex);
  return askIoctl(*this, entry, fd, abi::kIocSetMode, args);
}

long Context::wake(Role role, const char* step, int fd, const Mapping& mapping, uint64_t length) {
  abi::Range args = {mapping.base, length};
  Entry& entry = ranged(*this, role, step, "ioctl(UFFDIO_WAKE)", 0, length);
  return askIoctl(*this, entry, fd, abi::kIocWake, args);
}

}  // namespace hgm
