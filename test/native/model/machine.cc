#include "model/machine.h"

#include <sys/syscall.h>

#include <cerrno>
#include <cstring>

namespace model {
namespace {

constexpr uint64_t kMaskBytes = 8;  // of this kernel: CONFIG_NR_CPUS=64

}  // namespace

std::optional<long> Machine::call(long number, long a, long b, long c) {
  switch (number) {
    case SYS_getcpu:
      *reinterpret_cast<unsigned*>(a) = static_cast<unsigned>(cpu);
      *reinterpret_cast<unsigned*>(b) = static_cast<unsigned>(nodeOfCpu[static_cast<size_t>(cpu)]);
      return 0;
    case SYS_get_mempolicy:
      if (pageNode >= 0) *reinterpret_cast<int*>(a) = pageNode;
      return pageNode < 0 ? pageNode : 0;
    case SYS_sched_getaffinity: {
      if (static_cast<uint64_t>(b) < kMaskBytes) return -EINVAL;
      uint64_t mask = 0;
      for (size_t i = 0; i < allowed.size(); ++i) mask |= uint64_t{allowed[i]} << i;
      std::memcpy(reinterpret_cast<void*>(c), &mask, sizeof mask);
      return kMaskBytes;
    }
    case SYS_sched_setaffinity:
      return pin(reinterpret_cast<const uint64_t*>(c), static_cast<uint64_t>(b));
    case SYS_getrusage:
      if (between) between();
      *reinterpret_cast<rusage*>(b) = usage;
      return 0;
    default:
      return std::nullopt;
  }
}

long Machine::pin(const uint64_t* mask, uint64_t bytes) {
  if (!mayPin) return -EPERM;
  for (size_t i = 0; i < allowed.size() && i < bytes * 8; ++i) {
    if (!allowed[i] || (mask[0] >> i & 1) == 0) continue;
    cpu = static_cast<int>(i);
    return 0;
  }
  return -EINVAL;
}

std::string Machine::text() const {
  std::string names = "     ";
  std::string timer = "LOC: ";
  std::string device = "  1: ";
  for (size_t i = 0; i < interrupts.size(); ++i) {
    names += "      CPU" + std::to_string(i);
    timer += "  " + std::to_string(interrupts[i] - 1);
    device += "  1";
  }
  // ERR has one figure for the whole machine, which is no CPU's.
  return names + "\n" + device + "  IO-APIC   1-edge      i8042\n" + timer +
         "   Local timer interrupts\nERR:          0\n";
}

}  // namespace model
