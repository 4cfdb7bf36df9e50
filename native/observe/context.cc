#include "observe/context.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <time.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include "kernel/abi.h"

namespace hgm {
namespace {

constexpr uint32_t kYields = 200;  // a fraction of a millisecond

}  // namespace

long Context::run(Entry& entry, long number, long a, long b, long c, long d, long e, long f) {
  return entry.answer(kernel.call(number, a, b, c, d, e, f));
}

// Those that src/judge/outcome.ts takes for a refusal.
bool Context::isRefusal(long answer) {
  return answer == -EINVAL || answer == -ENOTTY || answer == -EOPNOTSUPP || answer == -ENOSYS;
}

void Context::compare(Entry& entry, long answer, long again) {
  if (again == answer) return;
  entry.out("again", static_cast<uint64_t>(again));
  resources.complete = false;  // what was done the second time nobody knows of
}

long Context::openWith(Entry& entry, long number, long a, long b, long c) {
  const long fd = kernel.call(number, a, b, c);
  entry.answer(fd < 0 ? fd : 0);
  if (fd >= 0) resources.opened(fd);
  return fd;
}

Mapping Context::mapWith(const char* step, uint64_t length, int fd, int flags, uintptr_t hint) {
  Entry& entry = journal.write(Role::kSetup, step, "mmap");
  entry.arg("length", length).arg("flags", static_cast<uint64_t>(flags), Kind::kHex);
  const long at = kernel.call(SYS_mmap, static_cast<long>(hint), static_cast<long>(length),
                              PROT_READ | PROT_WRITE, flags, fd, 0);
  const bool failed = at < 0 && at > -4096;
  entry.answer(failed ? at : 0);  // an address would make two recordings of one kernel differ
  if (failed) return {};
  const Mapping made = {static_cast<uintptr_t>(at), length};
  resources.mapped(made);
  return made;
}

Mapping Context::map(const char* step, uint64_t length, int fd, bool reserve, uintptr_t hint) {
  const int sharing = fd < 0 ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_SHARED;
  return mapWith(step, length, fd, sharing | (reserve ? 0 : MAP_NORESERVE), hint);
}

Mapping Context::mapPrivate(const char* step, uint64_t length, int fd, uintptr_t hint) {
  return mapWith(step, length, fd, MAP_PRIVATE | MAP_NORESERVE, hint);
}

int Context::file(uint64_t pageBytes, uint64_t length) {
  uint64_t flags = abi::kMfdCloexec;
  if (pageBytes != 0) {
    const auto log2 = static_cast<uint64_t>(__builtin_ctzll(pageBytes));
    flags |= abi::kMfdHugetlb | (log2 << abi::kMfdHugeShift);
  }
  const char* name = "hgm-probe";
  Entry& sealed = journal.write(Role::kSetup, "memfd", "memfd_create");
  sealed.arg("flags", flags | abi::kMfdNoexecSeal, Kind::kHex);
  long fd =
      openWith(sealed, SYS_memfd_create, pointerTo(name), static_cast<long>(flags | abi::kMfdNoexecSeal));
  if (fd == -EINVAL) {  // before 6.3, which is also before the kernel logs the lack of this flag
    Entry& plain = journal.write(Role::kSetup, "memfd_plain", "memfd_create");
    plain.arg("flags", flags, Kind::kHex);
    fd = openWith(plain, SYS_memfd_create, pointerTo(name), static_cast<long>(flags));
  }
  if (fd < 0) return static_cast<int>(fd);

  if (pageBytes != 0) {
    struct statfs fs = {};
    Entry& entry = journal.write(Role::kControl, "fstatfs", "fstatfs");
    run(entry, SYS_fstatfs, fd, pointerTo(&fs));
    entry.out("type", static_cast<uint32_t>(fs.f_type), Kind::kHex);
    entry.out("blockBytes", static_cast<uint64_t>(fs.f_bsize));
  }
  Entry& size = journal.write(Role::kSetup, "truncate", "ftruncate");
  size.arg("length", length);
  const long result = run(size, SYS_ftruncate, fd, static_cast<long>(length));
  return static_cast<int>(result < 0 ? result : fd);
}

int64_t Context::allocated(int fd) {
  struct stat status = {};
  const long result = kernel.call(SYS_fstat, fd, pointerTo(&status));
  return result < 0 ? result : static_cast<int64_t>(status.st_blocks) * 512;
}

long Context::openOwn(const char* name, int flags) {
  if (ownProc != AT_FDCWD) {
    for (const auto& [kept, file] : {std::pair{"pagemap", ownPagemap}, {"clear_refs", ownClearRefs}}) {
      if (std::strcmp(name, kept) == 0)
        return file < 0 ? file : kernel.call(SYS_fcntl, file, F_DUPFD_CLOEXEC, 0);
    }
    return kernel.call(SYS_openat, ownProc, pointerTo(name), flags | O_CLOEXEC);
  }
  char path[64] = "/proc/self/";
  std::strncat(path, name, sizeof path - sizeof "/proc/self/");
  return kernel.call(SYS_openat, AT_FDCWD, pointerTo(path), flags | O_CLOEXEC);
}

void Context::unmap(const Mapping& mapping) {
  if (kernel.call(SYS_munmap, static_cast<long>(mapping.base), static_cast<long>(mapping.length)) >= 0)
    resources.unmapped(mapping);
}

void Context::close(long fd) {
  kernel.call(SYS_close, fd);
  resources.closed(fd);
}

long Context::spawn(int (*body)(void*), void* argument, void* stackTop) {
  if (resources.thread != 0) resources.complete = false;
  const long thread = kernel.spawn(body, argument, stackTop);
  if (thread > 0) resources.thread = thread;
  return thread;
}

long Context::lastIfTaken(long answer) {
  if (answer != -EINVAL) resources.complete = false;
  return answer;
}

void Context::letOthersRun(uint32_t tries) {
  if (tries < kYields) {
    kernel.call(SYS_sched_yield);
  } else {
    timespec pause = {0, 20'000};
    kernel.call(SYS_nanosleep, pointerTo(&pause));
  }
}

// Done is not gone: its stack is still in use for a moment.
bool Context::threadIsGone() {
  constexpr uint32_t kTries = kYields + 50;
  const long self = kernel.call(SYS_getpid);
  for (uint32_t i = 0; i < kTries; ++i) {
    if (kernel.call(SYS_tgkill, self, resources.thread, 0) == -ESRCH) return true;
    letOthersRun(i);
  }
  return false;
}

bool Context::giveBack() {
  if (!resources.complete || (resources.thread != 0 && !threadIsGone())) return false;
  for (size_t i = resources.mappingCount; i-- > 0;) unmap(resources.mappings[i]);
  while (resources.descriptorCount > 0) close(resources.descriptors[resources.descriptorCount - 1]);
  return resources.mappingCount == 0;
}

long Context::advise(Role role, const char* step, const Mapping& mapping, uint64_t offset, uint64_t length,
                     int advice) {
  Entry& entry = journal.write(role, step, "madvise");
  entry.arg("offset", offset).arg("length", length).arg("advice", static_cast<uint64_t>(advice));
  return ask(entry, [&](bool) {
    return kernel.call(SYS_madvise, static_cast<long>(mapping.base + offset), static_cast<long>(length),
                       advice);
  });
}

Access Context::load(Role role, const char* step, const Mapping& mapping, uint64_t offset) {
  Entry& entry = journal.write(role, step, "load");
  entry.arg("offset", offset);
  const Access access = kernel.load(mapping.base + offset);
  entry.answer(0);
  if (access.signal != 0) {
    entry.out("signal", signalName(access.signal)).out("offset", access.faultAddress - mapping.base);
  } else {
    entry.out("byte", access.byte);
  }
  return access;
}

Access Context::store(const char* step, const Mapping& mapping, uint64_t offset, uint8_t byte) {
  Entry& entry = journal.write(Role::kSetup, step, "store");
  entry.arg("offset", offset).arg("byte", byte);
  const Access access = kernel.store(mapping.base + offset, byte);
  // A store that raised a signal put nothing there: EFAULT is what a call would have said.
  entry.answer(access.signal == 0 ? 0 : -EFAULT);
  if (access.signal != 0) entry.out("signal", signalName(access.signal));
  return access;
}

void Context::look(const char* step, const char* call, const char* key, uint64_t value) {
  Entry& entry = journal.write(Role::kLook, step, call);
  entry.answer(0);
  entry.out(key, value);
}

void Context::lookedInVain(const char* step, const char* call, long negativeErrno) {
  journal.write(Role::kLook, step, call).answer(negativeErrno);
}

const char* signalName(int signal) {
  switch (signal) {
    case SIGBUS:
      return "SIGBUS";
    case SIGSEGV:
      return "SIGSEGV";
    default:
      return "signal";
  }
}

StepName::StepName(const char* head, uint64_t number, const char* tail) {
  char digits[21];
  size_t count = 0;
  do {
    digits[count++] = static_cast<char>('0' + number % 10);
    number /= 10;
  } while (number != 0);
  size_t at = 0;
  for (; *head != '\0' && at < sizeof text - 1; ++head) text[at++] = *head;
  while (count > 0 && at < sizeof text - 1) text[at++] = digits[--count];
  for (; *tail != '\0' && at < sizeof text - 1; ++tail) text[at++] = *tail;
  text[at] = '\0';
}

StepName StepName::sized(const char* head, uint64_t bytes) {
  constexpr const char* kUnits[] = {"", "K", "M", "G", "T"};
  size_t unit = 0;
  while (unit < 4 && bytes % 1024 == 0 && bytes != 0) {
    bytes /= 1024;
    ++unit;
  }
  return StepName(head, bytes, kUnits[unit]);
}

}  // namespace hgm
