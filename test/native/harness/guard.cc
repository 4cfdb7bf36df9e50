#include "harness/guard.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include <cerrno>
#include <cstring>

#include "kernel/abi.h"

namespace harness {

namespace abi = hgm::abi;

long Guard::call(long number, long a, long b, long c, long d, long e, long f) {
  before(number, a, b, c, d);
  const long answer = model_.call(number, a, b, c, d, e, f);
  after(number, a, b, c, e, answer);
  watchPools();
  return answer;
}

hgm::Access Guard::load(uintptr_t address) {
  touching(address);
  const hgm::Access access = model_.load(address);
  watchPools();
  return access;
}

hgm::Access Guard::store(uintptr_t address, uint8_t byte) {
  touching(address);
  const hgm::Access access = model_.store(address, byte);
  watchPools();
  return access;
}

void Guard::touch(uintptr_t address) {
  touching(address);
  model_.touch(address);
  watchPools();
}

void Guard::copyBytes(uintptr_t to, uintptr_t from, uint64_t bytes) {
  holding(to, bytes, "copy");
  holding(from, bytes, "copy");
  model_.copyBytes(to, from, bytes);
}

std::vector<std::string> Guard::violations() const {
  std::vector<std::string> all(wrong_.begin(), wrong_.end());
  for (const std::string& each : model_.harm) all.push_back("harm: " + each);
  for (const std::string& each : model_.log) {
    if (plan_.quiet || each.rfind("userfaultfd", 0) != 0) all.push_back("kernel log: " + each);
  }
  return all;
}

std::pair<const uintptr_t, Guard::Known>* Guard::holding(uintptr_t start, uint64_t length, const char* what) {
  auto next = mappings_.upper_bound(start);
  if (next != mappings_.begin()) {
    auto& found = *std::prev(next);
    if (start >= found.first && start + length <= found.first + found.second.length) return &found;
  }
  wrong(std::string(what) + " outside of every mapping");
  return nullptr;
}

void Guard::touching(uintptr_t address) {
  auto* const found = holding(address, 1, "touch");
  if (found == nullptr) return;
  found->second.touched = true;
  for (const auto& [start, length] : found->second.poisoned) {
    // x86 logs it where it handles memory failures.
    const bool logged = model_.traits.memoryFailure && address >= start && address < start + length;
    expect(!logged, "touch of a poisoned page");
  }
}

void Guard::before(long number, long a, long b, long c, long d) {
  const auto start = static_cast<uintptr_t>(a);
  const auto length = static_cast<uint64_t>(b);
  switch (number) {
    case SYS_userfaultfd:
      expect((a & O_CLOEXEC) != 0, "userfaultfd without O_CLOEXEC");
      // A kernel that knows no user mode (before 5.11) or has the device (6.1 on) logs nothing.
      expect(!plan_.quiet || (a & 1) != 0 || userModeUnknown_ || deviceOpened_,
             "a plain userfaultfd(2) that a kernel would log");
      break;
    case SYS_openat:
      expect((c & O_CLOEXEC) != 0, "openat without O_CLOEXEC");
      break;
    case SYS_memfd_create:
      expect((b & 1) != 0, "memfd without MFD_CLOEXEC");
      expect((b & 8) != 0 || sealRefused_, "memfd without MFD_NOEXEC_SEAL");
      break;
    case SYS_ioctl:
      beforeIoctl(a, static_cast<unsigned long>(b), c);
      break;
    case SYS_mmap:
      beforeMmap(d);
      break;
    case SYS_munmap: {
      const auto found = mappings_.find(start);
      expect(found != mappings_.end() && found->second.length == length,
             "munmap of anything but a whole mapping");
      break;
    }
    case SYS_madvise:
      beforeAdvice(start, length, c);
      break;
    case SYS_mincore: {
      auto* const found = holding(start, length, "mincore");
      expect(found == nullptr || found->second.hugePage == 0, "mincore of hugetlb memory");
      expect(length <= 512 * basePageBytes(), "mincore of more than 512 pages");
      break;
    }
    case SYS_mprotect: {
      // A part of a hugetlb mapping has crashed kernels; plain memory loses nothing but its huge page.
      const auto* const found = holding(start, length, "mprotect");
      expect(found == nullptr || found->second.hugePage == 0, "mprotect of hugetlb memory");
      expect(found == nullptr || !found->second.registered, "mprotect of registered memory");
      break;
    }
    case SYS_close:
    case SYS_read:
    case SYS_ftruncate:
    case SYS_fstat:
    case SYS_fstatfs:
      expect(a >= 0, "a call on a descriptor that was refused");
      break;
    case SYS_get_mempolicy: {
      // A page that is missing would be faulted in, and wait for a handler (mm/mempolicy.c, lookup_node).
      const auto* const found = holding(static_cast<uintptr_t>(d), 1, "get_mempolicy");
      expect(found == nullptr || (found->second.touched && !found->second.registered),
             "get_mempolicy of a page that may be missing");
      break;
    }
    case SYS_sched_setaffinity:
      expect(a == 0, "pinning of another process");
      break;
    case SYS_tgkill:
      expect(c == 0, "a signal to a thread");
      break;
    case SYS_mremap:
      expect(holding(start, length, "mremap") != nullptr && d == (MREMAP_MAYMOVE | MREMAP_FIXED) &&
                 mappings_[start].length == length && mappings_[start].hugePage == 0,
             "mremap of anything but a whole plain mapping");
      break;
    case SYS_clone:
    case SYS_pread64:
    case SYS_newfstatat:
    case SYS_clock_gettime:
    case SYS_prctl:
    case SYS_getpid:
    case SYS_sched_getaffinity:
    case SYS_getcpu:
    case SYS_getrusage:
    case SYS_nanosleep:
    case SYS_sched_yield:
    case SYS_futex:
    case SYS_ppoll:
      break;
    default:
      wrong("system call " + std::to_string(number));
  }
}

void Guard::beforeMmap(long flags) {
  constexpr long kKnown = MAP_SHARED | MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
  expect((flags & ~kKnown) == 0, "mmap with other flags (MAP_FIXED, MAP_POPULATE)");
}

void Guard::beforeAdvice(uintptr_t start, uint64_t length, long advice) {
  const std::set<long> known = {0, 4, 9, 14, 15, 22, 23, 25, 26};
  if (known.count(advice) == 0) wrong("advice " + std::to_string(advice));
  auto* const found = holding(start, length, "madvise");
  if (found == nullptr) return;
  const Known& mapping = found->second;
  if (advice == abi::kMadvCollapse && mapping.hugePage != 0) {
    expect(length != 0 && ((start | length) & (mapping.hugePage - 1)) == 0,
           "COLLAPSE of a part of a huge page");
  }
  if (advice == abi::kMadvSplit) {
    expect(!mapping.touched && !mapping.registered, "MADV_SPLIT of memory that was touched or registered");
  }
}

void Guard::after(long number, long a, long b, long c, long e, long answer) {
  switch (number) {
    case SYS_userfaultfd:
      if (answer >= 0) fresh_.insert(answer);
      if (a == (1 | O_CLOEXEC | O_NONBLOCK) && answer == -EINVAL) userModeUnknown_ = true;
      break;
    case SYS_openat:
      if (std::strcmp(reinterpret_cast<const char*>(b), "/dev/userfaultfd") == 0) deviceOpened_ = answer >= 0;
      break;
    case SYS_memfd_create:
      if ((b & 8) != 0) sealRefused_ = answer == -EINVAL;
      if (answer >= 0) files_[answer] = (b & 4) != 0 ? uint64_t{1} << ((b >> abi::kMfdHugeShift) & 0x3f) : 0;
      break;
    case SYS_ioctl:
      afterIoctl(a, static_cast<unsigned long>(b), c, answer);
      break;
    case SYS_close:
      fresh_.erase(a);
      ready_.erase(a);
      for (auto& [start, mapping] : mappings_) mapping.descriptors.erase(a);
      break;
    case SYS_mmap:
      if (answer < 0 && answer > -4096) break;
      mappings_[static_cast<uintptr_t>(answer)].length = static_cast<uint64_t>(b);
      mappings_[static_cast<uintptr_t>(answer)].hugePage = e >= 0 ? files_[e] : 0;
      break;
    case SYS_munmap:
      if (answer == 0) mappings_.erase(static_cast<uintptr_t>(a));
      break;
    case SYS_mremap:
      if (answer > 0) mappings_[static_cast<uintptr_t>(answer)] = mappings_[static_cast<uintptr_t>(a)];
      if (answer > 0) mappings_.erase(static_cast<uintptr_t>(a));
      break;
    default:
      break;
  }
}

void Guard::watchPools() {
  for (const auto& [bytes, pool] : model_.pools) {
    const bool may = plan_.borrow && bytes == plan_.pageBytes;
    expect(pool.mostHeld <= (may ? 1 : 0), may ? "more than one page of a size" : "a page that was not lent");
  }
}

}  // namespace harness
