// The seam on the real machine: guarded accesses, system calls without the C library's errno.
#include "kernel/kernel.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace {

// Runs the body in a child that has its faults guarded, as experiments have; gives back how that ended.
template <typename Body>
int inGuardedChild(Body body) {
  const pid_t child = fork();
  if (child == 0) {
    hgm::guardFaults();
    _exit(body(hgm::realKernel()) ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return status;
}

uintptr_t forbiddenPage() {
  return reinterpret_cast<uintptr_t>(mmap(nullptr, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
}

TEST(GuardFaultsTest, ALoadOfAForbiddenPageGivesItsSignalAndAddress) {
  EXPECT_EQ(inGuardedChild([](hgm::Kernel& kernel) {
              const uintptr_t page = forbiddenPage();
              const hgm::Access access = kernel.load(page + 7);
              return access.signal == SIGSEGV && access.faultAddress == page + 7;
            }),
            0);
}

TEST(GuardFaultsTest, AgainAndAgain) {
  EXPECT_EQ(inGuardedChild([](hgm::Kernel& kernel) {
              const uintptr_t page = forbiddenPage();
              uint8_t mine = 9;
              const auto here = reinterpret_cast<uintptr_t>(&mine);
              for (int i = 0; i < 3; ++i) {
                if (kernel.store(page, 1).signal != SIGSEGV) return false;
                const hgm::Access good = kernel.load(here);
                if (good.signal != 0 || good.byte != 9) return false;
              }
              return kernel.store(here, 3).signal == 0 && mine == 3;
            }),
            0);
}

TEST(GuardFaultsTest, ALoadBeyondTheEndOfAFileIsSigbus) {
  EXPECT_EQ(inGuardedChild([](hgm::Kernel& kernel) {
              const long fd = kernel.call(SYS_memfd_create, reinterpret_cast<long>("test"), 1);
              void* const at = mmap(nullptr, 4096, PROT_READ, MAP_SHARED, static_cast<int>(fd), 0);
              return kernel.load(reinterpret_cast<uintptr_t>(at)).signal == SIGBUS;
            }),
            0);
}

TEST(GuardFaultsTest, AnyOtherFaultEndsTheProcessWithItsSignalAsStatus) {
  const int status =
      inGuardedChild([](hgm::Kernel&) { return *reinterpret_cast<volatile uint8_t*>(forbiddenPage()) == 0; });
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), hgm::kFaultExit + SIGSEGV);
}

TEST(GuardFaultsTest, ASignalOfAnotherProcessIsNoAnswerOfTheMemory) {
  constexpr int kNoUserfaultfd = 77;
  const pid_t child = fork();
  if (child == 0) {
    hgm::guardFaults();
    const int fd = static_cast<int>(syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK));
    uffdio_api api = {};
    api.api = UFFD_API;
    if (fd < 0 || ioctl(fd, UFFDIO_API, &api) != 0) _exit(kNoUserfaultfd);
    uffdio_register missing = {};
    missing.range.start = forbiddenPage();
    missing.range.len = 4096;
    missing.mode = UFFDIO_REGISTER_MODE_MISSING;
    mprotect(reinterpret_cast<void*>(missing.range.start), 4096, PROT_READ | PROT_WRITE);
    if (ioctl(fd, UFFDIO_REGISTER, &missing) != 0) _exit(kNoUserfaultfd);
    const pid_t sleeper = getpid();
    if (fork() == 0) {
      // The descriptor tells that the load sleeps in its fault; from there a signal alone can wake it.
      pollfd asked = {fd, POLLIN, 0};
      poll(&asked, 1, -1);
      kill(sleeper, SIGBUS);
      _exit(0);
    }
    hgm::realKernel().load(missing.range.start);
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  if (WIFEXITED(status) && WEXITSTATUS(status) == kNoUserfaultfd) GTEST_SKIP() << "no userfaultfd here";
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), hgm::kFaultExit + SIGBUS);
}

TEST(RealKernelTest, AnErrnoComesBackNegativeAndLeavesTheLibrarysAlone) {
  errno = 0;
  EXPECT_EQ(hgm::realKernel().call(SYS_close, -1), -EBADF);
  EXPECT_EQ(errno, 0);
  EXPECT_EQ(hgm::realKernel().call(SYS_getpid), getpid());
}

TEST(RealKernelTest, TheClockDoesNotGoBack) {
  const uint64_t before = hgm::realKernel().now();
  EXPECT_GE(hgm::realKernel().now(), before);
  EXPECT_EQ(hgm::realKernel().basePageBytes(), static_cast<uint64_t>(sysconf(_SC_PAGESIZE)));
}

}  // namespace
