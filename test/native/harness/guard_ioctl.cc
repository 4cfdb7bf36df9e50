// The guard's books of userfaultfd calls.
#include <fcntl.h>

#include "harness/guard.h"
#include "kernel/abi.h"

namespace harness {

namespace abi = hgm::abi;

namespace {

template <typename Args>
const Args& in(long argument) {
  return *reinterpret_cast<const Args*>(argument);
}

// The range that a call works on; every argument struct but COPY's and MOVE's begins with it.
abi::Range rangeOf(unsigned long command, long argument) {
  if (command == abi::kIocCopy) return {in<abi::CopyArgs>(argument).dst, in<abi::CopyArgs>(argument).len};
  if (command == abi::kIocMove) return {in<abi::MoveArgs>(argument).dst, in<abi::MoveArgs>(argument).len};
  return in<abi::Range>(argument);
}

}  // namespace

void Guard::beforeIoctl(long fd, unsigned long command, long argument) {
  constexpr unsigned long kFioclex = 0x5451;
  expect(fd >= 0, "ioctl on a descriptor that was refused");
  if (command == kFioclex) return;
  if (command == abi::kIocNew) {
    expect((argument & O_CLOEXEC) != 0, "USERFAULTFD_IOC_NEW without O_CLOEXEC");
    return;
  }
  if (command == abi::kIocApi) {
    expect(fresh_.count(fd) != 0, "UFFDIO_API on a descriptor that is not fresh");
    return;
  }
  // PAGEMAP_SCAN, which only looks, and what tells it apart from all below.
  if (command == abi::kIocScan) return;
  expect(ready_.count(fd) != 0, "ioctl on a userfaultfd whose UFFDIO_API did not succeed");
  // Of the descriptor, not of memory; and a thread that waits is woken though its memory is gone.
  if (command == abi::kIocSetMode || command == abi::kIocWake) return;
  const auto [start, length] = rangeOf(command, argument);
  if (command != abi::kIocRegister) {
    beforeRange(fd, start, length);
    return;
  }
  auto* const found = holding(start, length, "REGISTER");
  if (found == nullptr) return;
  expect(found->first == start && found->second.length == length, "REGISTER of anything but a whole mapping");
  expect(found->second.descriptors.count(fd) == 0, "a second REGISTER of one mapping");
}

void Guard::beforeRange(long fd, uintptr_t start, uint64_t length) {
  const auto* const found = holding(start, length, "ioctl");
  expect(found == nullptr || found->second.descriptors.count(fd) != 0,
         "ioctl on memory that is not registered");
}

void Guard::afterIoctl(long fd, unsigned long command, long argument, long answer) {
  if (command == abi::kIocNew && answer >= 0) fresh_.insert(answer);
  if (command == abi::kIocApi && answer >= 0) {
    fresh_.erase(fd);
    ready_.insert(fd);
  }
  if (command == abi::kIocUnregister) wrong("UNREGISTER");
  if (command != abi::kIocRegister && command != abi::kIocPoison) return;
  const auto [start, length] = rangeOf(command, argument);
  auto* const found = holding(start, length, "ioctl");
  if (found == nullptr) return;
  found->second.registered = true;  // refused ones, too: the VMA may have been worked on
  if (command == abi::kIocRegister && answer >= 0) found->second.descriptors.insert(fd);
  if (command == abi::kIocPoison && answer >= 0) found->second.poisoned.emplace_back(start, length);
}

}  // namespace harness
