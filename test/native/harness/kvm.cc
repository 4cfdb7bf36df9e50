#include "harness/kvm.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace harness {
namespace {

namespace abi = hgm::abi;

// Numbers that the model gives to nothing.
constexpr long kNode = 900;
constexpr long kDevice = 901;
constexpr long kMachine = 902;
constexpr long kCpu = 903;
constexpr long kStats = 904;
constexpr long kMemfd = 905;
constexpr uint64_t kHuge = uint64_t{2} << 20;
constexpr uint64_t kBase = 4096;
constexpr uint8_t kExitInternalError = 17;
constexpr uint8_t kExitMemoryFault = 39;
constexpr uint32_t kNameBytes = 48;
constexpr const char* kCounters[] = {"remote_tlb_flush", "pages_4k", "pages_2m", "pages_1g"};

template <typename Args>
Args& at(long address) {
  return *reinterpret_cast<Args*>(address);
}

}  // namespace

Kvm::Kvm(model::Model& kernel, KvmTraits traits) : kernel_(kernel), traits_(traits) {
  kernel.instead = [this](const model::Asked& asked) { return answer(asked); };
}

std::optional<long> Kvm::answer(const model::Asked& asked) {
  switch (asked.number) {
    case SYS_openat: {
      const std::string path = reinterpret_cast<const char*>(asked.b);
      if (path == "/dev/kvm") return (asked.c & O_PATH) != 0 ? kNode : -EINVAL;
      if (path != "/proc/self/fd/" + std::to_string(kNode)) return std::nullopt;
      return traits_.openErrno != 0 ? -traits_.openErrno : kDevice;
    }
    case SYS_fstat:
      if (asked.a != kNode) return std::nullopt;
      at<struct stat>(asked.b) = {};
      at<struct stat>(asked.b).st_mode = S_IFCHR | 0600;
      at<struct stat>(asked.b).st_rdev = makedev(10, kMinor);
      return 0;
    case SYS_close:
      if (asked.a < kNode) return std::nullopt;
      return 0;
    case SYS_fstatfs:
      if (asked.a != kMemfd) return std::nullopt;
      at<struct statfs>(asked.b).f_type = 0x474d454d;
      return 0;
    case SYS_madvise:
      collapsed_ = collapsed_ || asked.c == abi::kMadvCollapse;
      if (asked.c == abi::kMadvCollapse) pages_.clear();  // as its notifier does
      return std::nullopt;
    case SYS_mmap:
      if (asked.step != "kvm_run_map") return std::nullopt;
      kernel_.instead = nullptr;
      state_ = static_cast<uintptr_t>(kernel_.call(SYS_mmap, 0, asked.b, 3, 0x22, -1, 0));
      kernel_.instead = [this](const model::Asked& next) { return answer(next); };
      return static_cast<long>(state_);
    case SYS_rt_sigprocmask:
    case SYS_timer_settime:
    case SYS_timer_create:
      return 0;
    case SYS_rt_sigtimedwait:
      return -EAGAIN;
    case SYS_pread64:
      return readStats(reinterpret_cast<void*>(asked.b), static_cast<uint64_t>(asked.c),
                       static_cast<uint64_t>(asked.d));
    case SYS_ioctl:
      return ioctl(asked);
    default:
      return std::nullopt;
  }
}

std::optional<long> Kvm::ioctl(const model::Asked& asked) {
  switch (static_cast<unsigned long>(asked.b)) {
    case abi::kKvmGetApiVersion:
      return abi::kKvmApiVersion;
    case abi::kKvmCreateVm:
      return traits_.vmErrno != 0 ? -traits_.vmErrno : kMachine;
    case abi::kKvmCreateVcpu:
      return kCpu;
    case abi::kKvmCheckExtension:
      if (asked.c == abi::kKvmCapPreFaultMemory) return traits_.preFault ? 1 : 0;
      return asked.c == abi::kKvmCapGuestMemfdFlags && traits_.guestMemfd ? 3 : 0;
    case abi::kKvmGetVcpuMmapSize:
      return 12288;
    case abi::kKvmSetSignalMask:
    case abi::kKvmGetSregs:
    case abi::kKvmSetSregs:
    case abi::kKvmArmPreferredTarget:
    case abi::kKvmArmVcpuInit:
      return 0;
    case abi::kKvmSetRegs:
      aimed_ = at<abi::KvmRegs>(asked.c).rbx;
      return 0;
    case abi::kKvmSetOneReg: {
      const auto& one = at<abi::KvmOneReg>(asked.c);
      if (one.id == abi::kKvmArmX2) aimed_ = at<uint64_t>(static_cast<long>(one.address));
      return 0;
    }
    case abi::kKvmSetMemoryRegion:
      return setRegion(at<abi::KvmMemoryRegion>(asked.c));
    case abi::kKvmPreFaultMemory:
      return traits_.shadow      ? -EOPNOTSUPP
             : !traits_.preFault ? -EINVAL
                                 : preFault(at<abi::KvmPreFault>(asked.c));
    case abi::kKvmRun:
      return run();
    case abi::kKvmGetStatsFd:
      return traits_.stats ? kStats : -ENOTTY;
    case abi::kKvmCreateGuestMemfd:
      return traits_.guestMemfd ? kMemfd : -ENOTTY;
    default:
      return std::nullopt;
  }
}

long Kvm::setRegion(const abi::KvmMemoryRegion& region) {
  if (region.slot != slot_.slot) {
    code_ = region;
    return 0;
  }
  const bool logs = (region.flags & abi::kKvmLogDirty) != 0;
  const bool logged = (slot_.flags & abi::kKvmLogDirty) != 0;
  const bool same = region.bytes == slot_.bytes && region.address == slot_.address;
  if (!same || (logged && !logs)) pages_.clear();
  slot_ = region;
  if (!logs || !traits_.eager) return 0;
  std::map<uintptr_t, uint64_t> split;
  for (const auto& [from, bytes] : pages_) {
    for (uint64_t each = 0; each < bytes; each += kBase) split[from + each] = kBase;
  }
  pages_ = split;
  return 0;
}

bool Kvm::touch(uintptr_t address) {
  // By the kernel, for which descriptors of user mode only don't count.
  hgm::Kernel& kernel = kernel_;
  if (kernel.call(SYS_clock_gettime, CLOCK_MONOTONIC, static_cast<long>(address)) < 0) return false;
  mapPage(address);
  return true;
}

void Kvm::mapPage(uintptr_t address) {
  const bool logs = (slot_.flags & abi::kKvmLogDirty) != 0;
  const uint64_t size = collapsed_ && !logs ? kHuge : kBase;
  pages_[address / size * size] = size;
}

long Kvm::preFault(abi::KvmPreFault& range) {
  for (; range.bytes != 0; range.bytes -= kBase, range.guestAddress += kBase) {
    if (!touch(slot_.address + (range.guestAddress - slot_.guestAddress))) return -EFAULT;
  }
  return 0;
}

// Documentation/virt/kvm/api.rst, 4.133: the head, an id, descriptors with their names, values.
long Kvm::readStats(void* to, uint64_t bytes, uint64_t from) {
  constexpr uint32_t kCount = sizeof kCounters / sizeof *kCounters;
  constexpr uint32_t kEach = sizeof(abi::KvmStatsDescriptor) + kNameBytes;
  constexpr uint32_t kDescriptors = sizeof(abi::KvmStatsHead) + kNameBytes;
  const abi::KvmStatsHead head = {0,           kNameBytes,   kCount,
                                  sizeof head, kDescriptors, kDescriptors + kCount * kEach};
  std::vector<uint8_t> file(head.dataAt + kCount * sizeof(uint64_t));
  std::memcpy(file.data(), &head, sizeof head);
  const uint64_t sizes[kCount] = {0, kBase, kHuge, uint64_t{1} << 30};
  for (uint32_t i = 0; i < kCount; ++i) {
    const abi::KvmStatsDescriptor one = {0, 0, 1, static_cast<uint32_t>(i * sizeof(uint64_t)), 0};
    uint8_t* const here = file.data() + kDescriptors + size_t{i} * kEach;
    std::memcpy(here, &one, sizeof one);
    std::memcpy(here + sizeof one, kCounters[i], std::strlen(kCounters[i]));
    const auto value = static_cast<uint64_t>(std::count_if(
        pages_.begin(), pages_.end(), [&](const auto& page) { return page.second == sizes[i]; }));
    std::memcpy(file.data() + head.dataAt + i * sizeof value, &value, sizeof value);
  }
  if (from + bytes > file.size()) return -EINVAL;
  std::memcpy(to, file.data() + from, bytes);
  return static_cast<long>(bytes);
}

long Kvm::run() {
  ++runs;
#if defined(__aarch64__)
  constexpr uint8_t kDone = abi::kKvmExitMmio;
#else
  constexpr uint8_t kDone = abi::kKvmExitHalt;
#endif
  const auto comesBack = [this](uint8_t reason, long answer) {
    kernel_.store(state_ + abi::kKvmExitReasonAt, reason);
    return answer;
  };
  if (code_.bytes == 0) return comesBack(kExitInternalError, 0);
  const bool there = touch(slot_.address + (aimed_ - slot_.guestAddress));
  if (there && !traits_.servesNothing) return comesBack(kDone, 0);
  if (traits_.emulates) return comesBack(abi::kKvmExitMmio, 0);
  return comesBack(traits_.annotates ? kExitMemoryFault : 0, -EFAULT);
}

}  // namespace harness
