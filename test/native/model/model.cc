#include "model/model.h"

#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>

#include <cerrno>
#include <utility>

#include "model/thread.h"

namespace model {

Model::Model(Traits kernelTraits) : traits(std::move(kernelTraits)) {
  for (const auto& [bytes, free] : traits.pools) pools[bytes].free = free;
}

Model::~Model() = default;

std::string Model::currentStep(long number, long command) {
  if (journal == nullptr || journal->entryCount == 0) return "";
  const hgm::Entry& last = journal->entries[journal->entryCount - 1];
  const bool again = &last == asked_ && number == askedNumber_ && command == askedCommand_;
  if (last.returned || (&last == asked_ && !again)) return "";
  asked_ = &last;
  askedNumber_ = number;
  askedCommand_ = command;
  return last.step;
}

long Model::call(long number, long a, long b, long c, long d, long e, long) {
  const Asked asked = {calls++, number, a, b, c, d, currentStep(number, b)};
  clock_ += lasts ? lasts(asked) : 100;
  if (instead) {
    if (const std::optional<long> answer = instead(asked)) return *answer;
  }
  return dispatch(number, a, b, c, d, e);
}

long Model::dispatch(long number, long a, long b, long c, long d, long e) {
  const auto start = static_cast<uintptr_t>(a);
  const auto length = static_cast<uint64_t>(b);
  switch (number) {
    case SYS_userfaultfd:
      return openUserfaultfd(static_cast<uint64_t>(a));
    case SYS_ioctl:
      return ioctl(a, static_cast<unsigned long>(b), c);
    case SYS_openat:
      return open(reinterpret_cast<const char*>(b), c);
    case SYS_close:
      return close(a);
    case SYS_read:
      return read(a, reinterpret_cast<char*>(b), static_cast<uint64_t>(c));
    case SYS_clock_gettime:
      return writeTime(static_cast<uintptr_t>(b));
    case SYS_prctl:
      return a == PR_GET_SECCOMP ? (traits.seccomp ? 2 : 0) : -EINVAL;
    case SYS_memfd_create:
      return memfd(static_cast<uint64_t>(b));
    case SYS_ftruncate:
      return truncate(a, length);
    case SYS_fstat:
      return stat(a, reinterpret_cast<void*>(b));
    case SYS_fstatfs:
      return statfs(a, reinterpret_cast<void*>(b));
    case SYS_newfstatat:
      return find(reinterpret_cast<const char*>(b));
    case SYS_mmap:
      return map(start, length, d, e);
    case SYS_munmap:
      return unmap(start, length);
    case SYS_mremap:
      return remap(start, length, d, static_cast<uintptr_t>(e));
    case SYS_pread64:
      return pagemap(a, reinterpret_cast<uint64_t*>(b), static_cast<uint64_t>(c), static_cast<uint64_t>(d));
    case SYS_madvise:
      return advise(start, length, static_cast<int>(c));
    case SYS_mincore:
      return mincore(start, length, reinterpret_cast<uint8_t*>(c));
    case SYS_mprotect:
      return mprotect(start, length);
    case SYS_futex:
      return futex(reinterpret_cast<const uint32_t*>(a), b, static_cast<uint32_t>(c));
    case SYS_ppoll:
      return poll(reinterpret_cast<pollfd*>(a), length);
    case SYS_nanosleep:
      clock_ += static_cast<uint64_t>(reinterpret_cast<const timespec*>(a)->tv_nsec);
      return 0;
    case SYS_sched_yield:
      return 0;
    case SYS_tgkill:
      return threadsAreGone() ? -ESRCH : 0;
    default:
      return machine.call(number, a, b, c).value_or(-ENOSYS);
  }
}

void Model::exitProcess() {
  space_ = Space();
  table_.clear();
}

Descriptor* Model::descriptor(long fd) {
  const auto found = table_.find(static_cast<int>(fd));
  return found == table_.end() ? nullptr : &found->second;
}

long Model::add(Descriptor made) {
  const int fd = nextFd_++;
  table_.emplace(fd, std::move(made));
  return fd;
}

}  // namespace model
