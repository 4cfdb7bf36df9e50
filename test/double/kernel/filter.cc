// Three groups of calls:
// - always trapped: memfd_create, the calls that take a path, ioctls of type 0xAA;
// - trapped unless a shared libc makes them: mmap, munmap, madvise, fstat, fstatfs, ftruncate. A thread of
// glibc
//   that ends calls madvise(MADV_DONTNEED) with every signal blocked, where a SIGSYS would kill the process.
//   The program of the experiments is static and has no such threads;
// - rt_sigaction(SIGSYS): answered with success and not done, since the program takes its handler away when
// it
//   starts.
#include "filter.h"

#include <link.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstring>

#include "own.h"

namespace twin {
namespace {

struct Text {
  uint64_t start = 0, end = 0;
};

int findLibc(dl_phdr_info* info, size_t, void* result) {
  if (std::strstr(info->dlpi_name, "/libc.so") == nullptr) return 0;
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const ElfW(Phdr)& part = info->dlpi_phdr[i];
    if (part.p_type != PT_LOAD || (part.p_flags & PF_X) == 0) continue;
    *static_cast<Text*>(result) = {info->dlpi_addr + part.p_vaddr,
                                   info->dlpi_addr + part.p_vaddr + part.p_memsz};
  }
  return 1;
}

uint32_t high(uint64_t value) { return static_cast<uint32_t>(value >> 32); }
uint32_t low(uint64_t value) { return static_cast<uint32_t>(value); }

// A program put together in order; jumps count from the next instruction, as BPF does.
struct Program {
  sock_filter code[64];
  unsigned short count = 0;

  void put(sock_filter one) { code[count++] = one; }
  void load(size_t offset) { put(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<uint32_t>(offset))); }
  void number() { load(offsetof(seccomp_data, nr)); }
  void argument(size_t at) { load(offsetof(seccomp_data, args) + 8 * at); }
  void address(bool upper) { load(offsetof(seccomp_data, instruction_pointer) + (upper ? 4u : 0u)); }
  void equal(uint32_t value, unsigned char yes, unsigned char no) {
    put(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, yes, no));
  }
  void atLeast(uint32_t value, unsigned char yes, unsigned char no) {
    put(BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, value, yes, no));
  }
  void end(uint32_t what) { put(BPF_STMT(BPF_RET | BPF_K, what)); }
};

constexpr uint32_t kAlways[] = {SYS_memfd_create, SYS_openat, SYS_statx, SYS_newfstatat};
constexpr uint32_t kUnlessLibc[] = {SYS_mmap, SYS_munmap, SYS_fstat, SYS_fstatfs, SYS_ftruncate, SYS_madvise};
// DONTNEED, REMOVE, COLLAPSE, and the number of MADV_SPLIT.
constexpr uint32_t kAdvice[] = {4, 9, 25, 26};

void write(Program& p, const Text& libc) {
  p.load(offsetof(seccomp_data, arch));
  p.equal(AUDIT_ARCH_X86_64, 1, 0);
  p.end(SECCOMP_RET_ALLOW);
  const auto own = reinterpret_cast<uint64_t>(double_syscall_return);
  p.address(false);
  p.equal(low(own), 0, 3);
  p.address(true);
  p.equal(high(own), 0, 1);
  p.end(SECCOMP_RET_ALLOW);
  p.number();
  for (const uint32_t number : kAlways) {
    p.equal(number, 0, 1);
    p.end(SECCOMP_RET_TRAP);
  }
  p.equal(SYS_rt_sigaction, 0, 4);
  p.argument(0);
  p.equal(SIGSYS, 0, 1);
  p.end(SECCOMP_RET_ERRNO);  // errno 0
  p.end(SECCOMP_RET_ALLOW);
  p.equal(SYS_ioctl, 0, 5);
  p.argument(1);
  p.put(BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0xff00));
  p.equal(0xaa00, 0, 1);
  p.end(SECCOMP_RET_TRAP);
  p.end(SECCOMP_RET_ALLOW);
  unsigned char left = sizeof kUnlessLibc / sizeof *kUnlessLibc;
  for (const uint32_t number : kUnlessLibc) {
    p.equal(number, left, 0);  // over the rest and the end below
    --left;
  }
  p.end(SECCOMP_RET_ALLOW);
  p.address(true);
  p.equal(high(libc.start), 0, 4);
  p.address(false);
  p.atLeast(low(libc.start), 0, 2);
  p.atLeast(low(libc.end), 1, 0);
  p.end(SECCOMP_RET_ALLOW);
  p.number();
  p.equal(SYS_madvise, 1, 0);
  p.end(SECCOMP_RET_TRAP);
  p.argument(2);
  for (const uint32_t advice : kAdvice) {
    p.equal(advice, 0, 1);
    p.end(SECCOMP_RET_TRAP);
  }
  p.end(SECCOMP_RET_ALLOW);
}

}  // namespace

bool setNoNewPrivs = false;

int installFilter() {
  Text libc;
  dl_iterate_phdr(findLibc, &libc);  // stays at no address where there is no shared one
  if (high(libc.start) != high(libc.end)) return ENOENT;
  static Program program;
  write(program, libc);
  const sock_fprog whole = {program.count, program.code};
  long result = own(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, pointer(&whole));
  if (result == -EACCES) {  // without CAP_SYS_ADMIN
    setNoNewPrivs = own(SYS_prctl, PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 0;
    own(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    result = own(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, pointer(&whole));
  }
  return static_cast<int>(-result);
}

}  // namespace twin
