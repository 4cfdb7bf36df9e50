#include "observe/guest.h"

#include <signal.h>
#include <sys/syscall.h>
#include <time.h>

#include <cerrno>
#include <cstring>

#include "observe/test_mapping.h"

namespace hgm {
namespace {

constexpr uint64_t kEnd = uint64_t{1} << 32;  // of the guest's memory: the reset vector is 16 bytes below
constexpr uint64_t kFromEnd = 16;
// For as many runs as there are, 16 bytes before the end.
#if defined(__aarch64__)
// A vCPU begins with its registers at zero and no translation of its own; the program counter is set to here:
//   b9000001   str w1, [x0]   where no memory is shown: KVM_EXIT_MMIO
//   17ffffff   b -4           for the next run
constexpr uint8_t kCode[] = {0x01, 0x00, 0x00, 0xb9, 0xff, 0xff, 0xff, 0x17};
constexpr uint8_t kDone = abi::kKvmExitMmio;
#else
// From the reset vector f000:fff0 on, where cs has the base 0xffff0000:
//   2e a2 00 f0   mov %al, %cs:0xf000   the first byte of the page that this stands in
//   f4            hlt                   KVM_EXIT_HLT: no interrupt controller of the kernel's would wait here
//   eb f9         jmp -7                for the next run
constexpr uint8_t kCode[] = {0x2e, 0xa2, 0x00, 0xf0, 0xf4, 0xeb, 0xf9};
constexpr uint8_t kDone = abi::kKvmExitHalt;
#endif
constexpr int64_t kPatienceSeconds = 1;
constexpr int kAgain = 20;
// A signal that nothing else here uses, blocked but while the vCPU runs: it ends KVM_RUN with EINTR, and no
// handler is needed.
constexpr int kTimeIsUp = SIGVTALRM;
constexpr uint64_t kTimeIsUpMask = uint64_t{1} << (kTimeIsUp - 1);

constexpr char kPreFault[] = "ioctl(KVM_PRE_FAULT_MEMORY)";
constexpr char kRun[] = "ioctl(KVM_RUN)";
// Of the call that was made in vain, in the journal: the step itself is the one that follows.
constexpr char kRefused[] = "kvm_prefault";

long pointer(const void* p) { return static_cast<long>(reinterpret_cast<uintptr_t>(p)); }

// The kernel's struct sigevent, include/uapi/asm-generic/siginfo.h: 64 bytes.
struct Event {
  uint64_t value;
  int32_t signal, notify;
  int32_t pads[12];
};
static_assert(sizeof(Event) == 64, "struct sigevent is 64 bytes");

struct Counters {
  const char* name;
  uint64_t value;
  bool found;
};

// The counter of that name, of a file that KVM_GET_STATS_FD gave: Documentation/virt/kvm/api.rst, 4.133.
void readCounters(Context& context, long file, Counters* counters, size_t count) {
  abi::KvmStatsHead head = {};
  const auto read = [&](void* to, uint64_t bytes, uint64_t at) {
    return context.kernel.call(SYS_pread64, file, pointer(to), static_cast<long>(bytes),
                               static_cast<long>(at)) == static_cast<long>(bytes);
  };
  if (!read(&head, sizeof head, 0)) return;
  constexpr uint32_t kLongestName = 256;
  const uint64_t each = sizeof(abi::KvmStatsDescriptor) + head.nameBytes;
  if (head.nameBytes == 0 || head.nameBytes > kLongestName || head.count > context.scratchBytes / each)
    return;
  if (!read(context.scratch, each * head.count, head.descriptorsAt)) return;
  for (uint64_t i = 0; i < head.count; ++i) {
    const uint8_t* const at = context.scratch + i * each;
    abi::KvmStatsDescriptor one;
    std::memcpy(&one, at, sizeof one);
    const auto* const name = reinterpret_cast<const char*>(at + sizeof one);
    for (size_t j = 0; j < count; ++j) {
      const size_t length = std::strlen(counters[j].name) + 1;
      if (length > head.nameBytes || std::memcmp(name, counters[j].name, length) != 0) continue;
      counters[j].found = read(&counters[j].value, sizeof counters[j].value, uint64_t{head.dataAt} + one.at);
    }
  }
}

}  // namespace

bool Guest::open(Role role) {
  if (context_.plan.spareKvm) {
    context_.journal.write(role, "kvm_open", "none").answer(-ECANCELED);
    return false;
  }
  device_ = context_.openKvm(role, "kvm_open");
  if (device_ < 0) return false;
  const long version = context_.run(context_.journal.write(role, "kvm_version", "ioctl(KVM_GET_API_VERSION)"),
                                    SYS_ioctl, device_, static_cast<long>(abi::kKvmGetApiVersion));
  // Whoever gets another one must not go on (api.rst, 4.1).
  if (version != abi::kKvmApiVersion) return false;
  machine_ = context_.openWith(context_.journal.write(role, "kvm_vm", "ioctl(KVM_CREATE_VM)"), SYS_ioctl,
                               device_, static_cast<long>(abi::kKvmCreateVm));
  return machine_ >= 0;
}

bool Guest::addCpu(Role role) {
  cpu_ = context_.openWith(context_.journal.write(role, "kvm_vcpu", "ioctl(KVM_CREATE_VCPU)"), SYS_ioctl,
                           machine_, static_cast<long>(abi::kKvmCreateVcpu));
  preFaults_ = cpu_ >= 0 && extension(abi::kKvmCapPreFaultMemory) > 0;
  return cpu_ >= 0;
}

long Guest::extension(long capability) {
  return context_.kernel.call(SYS_ioctl, machine_, static_cast<long>(abi::kKvmCheckExtension), capability);
}

bool Guest::setRegion(const char* step, uint64_t bytes, uint32_t flags) {
  const abi::KvmMemoryRegion region = {0, flags, kEnd - shown_, bytes, memory_.base};
  Entry& entry = context_.journal.write(Role::kSetup, step, "ioctl(KVM_SET_USER_MEMORY_REGION)");
  entry.arg("bytes", bytes).arg("flags", flags, Kind::kHex);
  return context_.run(entry, SYS_ioctl, machine_, static_cast<long>(abi::kKvmSetMemoryRegion),
                      pointer(&region)) >= 0;
}

bool Guest::show(const char* step, const Mapping& memory, uint64_t end, uint32_t flags) {
  if (shown_ != 0 && !setRegion("kvm_slot_away", 0, 0)) return false;
  memory_ = memory;
  shown_ = end;
  flags_ = flags;
  return setRegion(step, end, flags);
}

bool Guest::showWith(const char* step, uint32_t flags) {
  flags_ = flags;
  return setRegion(step, shown_, flags);
}

long Guest::preFaultRange(uint64_t offset, uint64_t length) {
  // The kernel counts the range down by what it did.
  abi::KvmPreFault args = {kEnd - shown_ + offset, length, 0, {}};
  long answer = -EAGAIN;
  for (int i = 0; i < kAgain && (answer == -EAGAIN || answer == -EINTR || (answer >= 0 && args.bytes != 0));
       ++i) {
    answer =
        context_.kernel.call(SYS_ioctl, cpu_, static_cast<long>(abi::kKvmPreFaultMemory), pointer(&args));
  }
  return answer >= 0 && args.bytes != 0 ? -EAGAIN : answer;
}

long Guest::preFault(Role role, const char* step, uint64_t offset, uint64_t length) {
  Entry& entry = context_.journal.write(role, step, kPreFault);
  entry.arg("offset", offset).arg("length", length);
  return entry.answer(preFaultRange(offset, length));
}

bool Guest::readyToTouchAs(const Guest& other) {
  preFaults_ = other.preFaults_;
  return preFaults_ || readyToRun();
}

const char* Guest::touching() const { return preFaults_ ? kPreFault : kRun; }

long Guest::touchLast() {
  if (preFaults_) return preFaultRange(shown_ - context_.base(), context_.base());
  context_.kernel.store(state_.base + abi::kKvmExitReasonAt, 0);
  const long answer = context_.kernel.call(SYS_ioctl, cpu_, static_cast<long>(abi::kKvmRun));
  if (answer < 0) return answer;
  return context_.kernel.load(state_.base + abi::kKvmExitReasonAt).byte == kDone ? 0 : -EIO;
}

long Guest::touch(Role role, const char* step, uint64_t offset, uint64_t length) {
  if (preFaults_) {
    const long answer = preFault(role, step, offset, length);
    // Shadow paging has no second stage to fill (arch/x86/kvm/mmu/mmu.c, kvm_arch_vcpu_pre_fault_memory).
    if (answer != -EOPNOTSUPP && answer != -ENOTTY && answer != -EINVAL) return answer;
    Entry& refused = context_.journal.last();
    std::memcpy(refused.step, kRefused, sizeof kRefused);
    refused.role = Role::kLook;
    preFaults_ = false;
  }
  if (shown_ != offset + length && !show("kvm_slot_run", memory_, offset + length, flags_)) return -ECANCELED;
  return run(role, step);
}

bool Guest::makeTimer() {
  const Event event = {0, kTimeIsUp, SIGEV_SIGNAL, {}};
  const uint64_t blocked = kTimeIsUpMask;
  context_.kernel.call(SYS_rt_sigprocmask, SIG_BLOCK, pointer(&blocked), 0, sizeof blocked);
  Entry& entry = context_.journal.write(Role::kSetup, "kvm_timer", "timer_create");
  return context_.run(entry, SYS_timer_create, CLOCK_MONOTONIC, pointer(&event), pointer(&timer_)) >= 0;
}

void Guest::setTimer(int64_t seconds) {
  const int64_t at[4] = {0, 0, seconds, 0};  // struct __kernel_itimerspec
  context_.kernel.call(SYS_timer_settime, timer_, 0, pointer(at), 0);
}

bool Guest::atFirstInstruction() {
#if defined(__aarch64__)
  abi::KvmVcpuInit init = {};
  Entry& target = context_.journal.write(Role::kSetup, "kvm_target", "ioctl(KVM_ARM_PREFERRED_TARGET)");
  if (context_.run(target, SYS_ioctl, machine_, static_cast<long>(abi::kKvmArmPreferredTarget),
                   pointer(&init)) < 0)
    return false;
  Entry& ready = context_.journal.write(Role::kSetup, "kvm_vcpu_init", "ioctl(KVM_ARM_VCPU_INIT)");
  if (context_.run(ready, SYS_ioctl, cpu_, static_cast<long>(abi::kKvmArmVcpuInit), pointer(&init)) < 0)
    return false;
  const uint64_t first = kEnd - kFromEnd;
  const abi::KvmOneReg pc = {abi::kKvmArmPc, reinterpret_cast<uintptr_t>(&first)};
  Entry& set = context_.journal.write(Role::kSetup, "kvm_pc", "ioctl(KVM_SET_ONE_REG)");
  return context_.run(set, SYS_ioctl, cpu_, static_cast<long>(abi::kKvmSetOneReg), pointer(&pc)) >= 0;
#else
  return true;  // as it was made
#endif
}

bool Guest::readyToRun() {
  if (state_) return true;
  if (!makeTimer()) return false;
  const abi::KvmSignalMask none = {8, {}};
  Entry& mask = context_.journal.write(Role::kSetup, "kvm_signals", "ioctl(KVM_SET_SIGNAL_MASK)");
  if (context_.run(mask, SYS_ioctl, cpu_, static_cast<long>(abi::kKvmSetSignalMask), pointer(&none)) < 0)
    return false;
  Entry& size = context_.journal.write(Role::kSetup, "kvm_run_size", "ioctl(KVM_GET_VCPU_MMAP_SIZE)");
  const long bytes = context_.run(size, SYS_ioctl, device_, static_cast<long>(abi::kKvmGetVcpuMmapSize));
  if (bytes <= static_cast<long>(abi::kKvmExitReasonAt) || !atFirstInstruction()) return false;
  state_ = context_.map("kvm_run_map", static_cast<uint64_t>(bytes), static_cast<int>(cpu_));
  return static_cast<bool>(state_);
}

long Guest::run(Role role, const char* step) {
  if (!readyToRun()) return -ECANCELED;
  context_.kernel.store(state_.base + abi::kKvmExitReasonAt, 0);
  Entry& entry = context_.journal.write(role, step, kRun);
  setTimer(kPatienceSeconds);
  const long answer = context_.run(entry, SYS_ioctl, cpu_, static_cast<long>(abi::kKvmRun));
  setTimer(0);
  // Where the time was up, the signal still waits.
  const int64_t now[2] = {};
  const uint64_t waited = kTimeIsUpMask;
  context_.kernel.call(SYS_rt_sigtimedwait, pointer(&waited), 0, pointer(now), sizeof waited);
  const uint8_t reason = context_.kernel.load(state_.base + abi::kKvmExitReasonAt).byte;
  entry.out("exit", reason).out("done", reason == kDone ? 1 : 0);
  if (answer < 0) return answer;
  return reason == kDone ? 0 : -EIO;
}

void Guest::lookAtPages(const char* step) {
  Entry& entry = context_.journal.write(Role::kLook, step, "ioctl(KVM_GET_STATS_FD)");
  const long file = context_.kernel.call(SYS_ioctl, machine_, static_cast<long>(abi::kKvmGetStatsFd));
  entry.answer(file < 0 ? file : 0);
  if (file < 0) return;
  // arch/x86/kvm/x86.c, kvm_vm_stats_desc; other architectures have none of these.
  Counters counters[] = {{"pages_4k", 0, false}, {"pages_2m", 0, false}, {"pages_1g", 0, false}};
  readCounters(context_, file, counters, 3);
  context_.kernel.call(SYS_close, file);
  for (const auto& [name, value, found] : counters) {
    if (found) entry.out(name, value);
  }
}

Mapping guestSource(Context& context, uint64_t length) {
  const Mapping source = copySource(context, length);
  if (!source) return source;
  uint64_t at = length - kFromEnd;
  for (const uint8_t byte : kCode) {
    if (context.kernel.store(source.base + at++, byte).signal != 0) return {};
  }
  return source;
}

}  // namespace hgm
