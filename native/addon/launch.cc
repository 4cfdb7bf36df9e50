#include "addon/launch.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "addon/embedded.h"
#include "kernel/abi.h"
#include "kernel/kernel.h"
#include "kernel/raw_syscall.h"
#include "process/rights.h"

namespace hgm {
namespace {

constexpr int kFirstFree = 5;            // descriptors below are the program's
constexpr int kRaised = kFirstFree + 8;  // and from here on they are in nobody's way
constexpr long kCloseOnExec = 4;         // CLOSE_RANGE_CLOEXEC, 5.11
constexpr int kPipeBytes = 1024 * 1024;  // the most that a user may have, fs.pipe-max-size

long pointer(const void* p) { return static_cast<long>(reinterpret_cast<uintptr_t>(p)); }
long raw(long number, long a = 0, long b = 0, long c = 0, long d = 0, long e = 0) {
  return rawSyscall(number, a, b, c, d, e, 0);
}

// A file in memory with the program's bytes, sealed, or minus the errno of the step.
int sealedProgram(const char*& step) {
  const auto make = [](uint64_t more) {
    const uint64_t flags = abi::kMfdCloexec | abi::kMfdAllowSealing | more;
    return raw(SYS_memfd_create, pointer("hgm-observe"), static_cast<long>(flags));
  };
  long fd = make(abi::kMfdExec);
  if (fd == -EINVAL) fd = make(0);  // before 6.3
  step = "memfd_create";
  if (fd < 0) return static_cast<int>(fd);
  step = "write";
  const EmbeddedProgram program = embeddedProgram();
  size_t at = 0;
  long answer = 0;
  while (at < program.bytes && answer >= 0) {
    answer = raw(SYS_write, fd, pointer(program.at + at), static_cast<long>(program.bytes - at));
    at += answer > 0 ? static_cast<size_t>(answer) : 0;
  }
  constexpr long kSeals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
  if (answer >= 0) {
    step = "fcntl";
    answer = raw(SYS_fcntl, fd, F_ADD_SEALS, kSeals);
  }
  if (answer >= 0) return static_cast<int>(fd);
  raw(SYS_close, fd);
  return static_cast<int>(answer);
}

// For the child of a vfork: system calls alone, since it has its parent's memory.
struct Exec {
  int program;         // the file to execute, by a number that is nobody's below
  const char* path;    // of that descriptor, in /proc
  int descriptors[5];  // what become 0 to 4; -1 for none
  const Rights& rights;
  volatile long answer;  // of what failed
  const char* volatile step;

  bool refused(const char* name, long result) {
    if (result >= 0) return false;
    answer = result;
    step = name;
    return true;
  }

  // Out of the way of the numbers that they are to become.
  bool raise(int& fd) {
    if (fd < 0) return true;
    const long up = raw(SYS_fcntl, fd, F_DUPFD_CLOEXEC, kRaised);
    if (refused("dup", up)) return false;
    fd = static_cast<int>(up);
    return true;
  }

  void run() {
    for (int& fd : descriptors) {
      if (!raise(fd)) return;
    }
    for (int number = 0; number < kFirstFree; ++number) {
      if (descriptors[number] < 0) {
        raw(SYS_close, number);
      } else if (refused("dup", raw(SYS_dup3, descriptors[number], number, 0))) {
        return;
      }
    }
    closeOthers();
    keepOverExec(realKernel(), rights);
    char name[] = "hgm-observe";
    char mode[] = "--request";
    char* words[] = {name, mode, nullptr};
    char** const environment = programEnvironment();
    long result =
        raw(SYS_execveat, program, pointer(""), pointer(words), pointer(environment), AT_EMPTY_PATH);
    // Debian's 5.10.223 answers so for every descriptor (run), and executes the same by its name in /proc.
    if (result == -ENOENT) result = raw(SYS_execve, pointer(path), pointer(words), pointer(environment));
    refused("execveat", result);
  }

  // Whatever this process was started with or has opened.
  static void closeOthers() {
    if (raw(SYS_close_range, kFirstFree, ~0u, kCloseOnExec) >= 0) return;
    // Before 5.11: one by one, as far as numbers go; Node marks its own.
    constexpr long kMost = 65536;
    for (long fd = kFirstFree; fd < kMost; ++fd) raw(SYS_fcntl, fd, F_SETFD, FD_CLOEXEC);
  }
};

std::string withRights(const std::string& request, const Rights& rights) {
  std::string all = "rights";
  for (const uint64_t each : rights.value) {
    char text[24];
    std::snprintf(text, sizeof text, " 0x%llx", static_cast<unsigned long long>(each));
    all += text;
  }
  return all + "\n" + request + "\n";
}

bool writeAll(int fd, const std::string& text) {
  size_t at = 0;
  while (at < text.size()) {
    const ssize_t wrote = write(fd, text.data() + at, text.size() - at);
    if (wrote < 0 && errno != EINTR) return false;
    if (wrote > 0) at += static_cast<size_t>(wrote);
  }
  return true;
}

// Blocks every signal meanwhile: a handler would run in the child on this process's memory.
pid_t execute(Exec& what) {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, &before);
  // A fork would copy the page tables of all of Node, and posix_spawn(3) has no execveat(2) and no
  // capabilities. What is done in the child is system calls alone.
  const pid_t child = vfork();  // NOLINT(clang-analyzer-security.insecureAPI.vfork)
  if (child == 0) {
    what.run();  // NOLINT(clang-analyzer-unix.Vfork)
    _exit(127);
  }
  const int error = errno;
  sigprocmask(SIG_SETMASK, &before, nullptr);
  if (child < 0) what.refused("fork", -error);
  return child;
}

}  // namespace

Launch::~Launch() { end(); }

int Launch::fail(const char* step, int error) {
  failedAt_ = step;
  return error;
}

int Launch::start(const std::string& request, const char* path, int process, int root) {
  const Rights rights = rightsOf(realKernel());
  const char* step = "open";
  const int low = path == nullptr ? sealedProgram(step) : open(path, O_RDONLY | O_CLOEXEC);
  if (low < 0) return fail(step, path == nullptr ? -low : errno);
  const int program = fcntl(low, F_DUPFD_CLOEXEC, kRaised);
  const int refused = errno;
  close(low);
  if (program < 0) return fail("dup", refused);
  char name[32];
  std::snprintf(name, sizeof name, "/proc/self/fd/%d", program);
  int orders[2] = {-1, -1};
  int results[2] = {-1, -1};
  if (pipe2(orders, O_CLOEXEC) != 0 || pipe2(results, O_CLOEXEC) != 0) {
    const int error = errno;
    for (const int fd : {program, orders[0], orders[1]}) {
      if (fd >= 0) close(fd);
    }
    return fail("pipe", error);
  }
  // So that the program does not wait for this process, which has other things to read meanwhile.
  fcntl(results[0], F_SETPIPE_SZ, kPipeBytes);
  Exec what = {program, name, {orders[0], results[1], -1, process, root}, rights, 0, ""};
  const pid_t child = execute(what);
  for (const int fd : {program, orders[0], results[1]}) close(fd);
  orders_ = orders[1];
  results_ = results[0];
  child_ = child;
  if (what.answer < 0) {
    end();
    return fail(what.step, static_cast<int>(-what.answer));
  }
  // A program that is gone already is seen when it is waited for.
  writeAll(orders_, withRights(request, rights));
  return 0;
}

bool Launch::wait(int milliseconds) {
  pollfd waiting = {results_, POLLIN, 0};
  if (poll(&waiting, 1, milliseconds) <= 0) return true;  // nothing yet, or a signal came
  char some[65536];
  const ssize_t got = read(results_, some, sizeof some);
  if (got < 0 && errno == EINTR) return true;
  if (got > 0 && got_ + static_cast<size_t>(got) <= kMost) {
    got_ += static_cast<size_t>(got);
    text_.append(some, static_cast<size_t>(got));
    return true;
  }
  if (got > 0) kill(child_, SIGKILL);
  while (waitpid(child_, &status_, 0) < 0 && errno == EINTR) {
  }
  child_ = -1;
  end();
  return false;
}

void Launch::stop() {
  if (orders_ >= 0) writeAll(orders_, "s");
}

void Launch::end() {
  for (int* fd : {&orders_, &results_}) {
    if (*fd >= 0) close(*fd);
    *fd = -1;
  }
  if (child_ <= 0) return;
  kill(child_, SIGKILL);
  while (waitpid(child_, &status_, 0) < 0 && errno == EINTR) {
  }
  child_ = -1;
}

}  // namespace hgm
