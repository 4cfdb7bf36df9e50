// What runs in the vCPU of a guest, and what ends it.
#include <signal.h>
#include <sys/syscall.h>
#include <time.h>

#include <cerrno>

#include "observe/kvm/guest.h"
#include "observe/test_mapping.h"

namespace hgm {
namespace {

#if defined(__aarch64__)
// A vCPU begins with its registers at zero and no translation of its own:
//   b9000041   str w1, [x2]   what is asked
//   b9000001   str w1, [x0]   at address 0, where no memory is shown: KVM_EXIT_MMIO
constexpr uint8_t kInstructions[] = {0x41, 0x00, 0x00, 0xb9, 0x01, 0x00, 0x00, 0xb9};
constexpr uint8_t kDone = abi::kKvmExitMmio;
#else
// Protected mode without paging, where addresses are those of the guest's memory:
//   88 03   mov %al, (%ebx)   what is asked
//   f4      hlt               KVM_EXIT_HLT: no interrupt controller of the kernel's would wait here
constexpr uint8_t kInstructions[] = {0x88, 0x03, 0xf4};
constexpr uint8_t kDone = abi::kKvmExitHalt;

// All of the 4 GiB, of 32 bits.
constexpr abi::KvmSegment flat(uint16_t selector, uint8_t type) {
  abi::KvmSegment segment = {};
  segment.limit = 0xffff'ffff;
  segment.selector = selector;
  segment.type = type;
  segment.present = segment.db = segment.s = segment.g = 1;
  return segment;
}
constexpr uint8_t kCodeSegment = 11;  // executable, readable, accessed
constexpr uint8_t kDataSegment = 3;   // writable, accessed
constexpr uint64_t kProtectedMode = 1;
constexpr uint64_t kNoFlags = 2;  // a bit that is always set
#endif
constexpr int64_t kPatienceSeconds = 1;
// A signal that nothing else here uses, blocked but while the vCPU runs: it ends KVM_RUN with EINTR, and no
// handler is needed.
constexpr int kTimeIsUp = SIGVTALRM;
constexpr uint64_t kTimeIsUpMask = uint64_t{1} << (kTimeIsUp - 1);

// The kernel's struct sigevent, include/uapi/asm-generic/siginfo.h: 64 bytes.
struct Event {
  uint64_t value;
  int32_t signal, notify;
  int32_t pads[12];
};
static_assert(sizeof(Event) == 64, "struct sigevent is 64 bytes");

}  // namespace

bool Guest::makeTimer() {
  const Event event = {0, kTimeIsUp, SIGEV_SIGNAL, {}};
  const uint64_t blocked = kTimeIsUpMask;
  context_.kernel.call(SYS_rt_sigprocmask, SIG_BLOCK, pointerTo(&blocked), 0, sizeof blocked);
  Entry& entry = context_.journal.write(Role::kSetup, "kvm_timer", "timer_create");
  return context_.run(entry, SYS_timer_create, CLOCK_MONOTONIC, pointerTo(&event), pointerTo(&timer_)) >= 0;
}

void Guest::setTimer(int64_t seconds) {
  const int64_t at[4] = {0, 0, seconds, 0};  // struct __kernel_itimerspec
  context_.kernel.call(SYS_timer_settime, timer_, 0, pointerTo(at), 0);
}

bool Guest::showCode() {
  const Mapping code = context_.map("map_code", context_.base(), -1);
  if (!code) return false;
  uint64_t at = code.base;
  for (const uint8_t byte : kInstructions) {
    if (context_.kernel.store(at++, byte).signal != 0) return false;
  }
  return setRegion("kvm_slot_code", {1, 0, kCode, code.length, code.base});
}

bool Guest::setMode() {
  const auto call = [this](const char* step, const char* name, long file, unsigned long request,
                           const void* argument) {
    return context_.run(context_.journal.write(Role::kSetup, step, name), SYS_ioctl, file,
                        static_cast<long>(request), pointerTo(argument)) >= 0;
  };
#if defined(__aarch64__)
  abi::KvmVcpuInit init = {};
  return call("kvm_target", "ioctl(KVM_ARM_PREFERRED_TARGET)", machine_, abi::kKvmArmPreferredTarget,
              &init) &&
         call("kvm_vcpu_init", "ioctl(KVM_ARM_VCPU_INIT)", cpu_, abi::kKvmArmVcpuInit, &init);
#else
  abi::KvmSregs state;
  if (!call("kvm_state", "ioctl(KVM_GET_SREGS)", cpu_, abi::kKvmGetSregs, &state)) return false;
  state.cs = flat(8, kCodeSegment);
  state.ds = state.es = state.fs = state.gs = state.ss = flat(16, kDataSegment);
  state.cr0 |= kProtectedMode;
  return call("kvm_protected_mode", "ioctl(KVM_SET_SREGS)", cpu_, abi::kKvmSetSregs, &state);
#endif
}

bool Guest::aim(uint64_t offset) {
  const auto call = [this](unsigned long request, const void* argument) {
    return context_.kernel.call(SYS_ioctl, cpu_, static_cast<long>(request), pointerTo(argument)) >= 0;
  };
#if defined(__aarch64__)
  // From the beginning each time: a store that left the guest is not stepped over by itself, since runOnce()
  // takes the exit reason away that would say so (arch/arm64/kvm/arm.c, kvm_arch_vcpu_ioctl_run).
  const uint64_t first = kCode;
  const uint64_t address = kMemory + offset;
  const abi::KvmOneReg pc = {abi::kKvmArmPc, reinterpret_cast<uintptr_t>(&first)};
  const abi::KvmOneReg x2 = {abi::kKvmArmX2, reinterpret_cast<uintptr_t>(&address)};
  return call(abi::kKvmSetOneReg, &pc) && call(abi::kKvmSetOneReg, &x2);
#else
  abi::KvmRegs registers = {};
  registers.rbx = kMemory + offset;
  registers.rip = kCode;
  registers.rflags = kNoFlags;
  return call(abi::kKvmSetRegs, &registers);
#endif
}

bool Guest::readyToRun() {
  if (state_) return true;
  if (!makeTimer()) return false;
  const abi::KvmSignalMask none = {8, {}};
  Entry& mask = context_.journal.write(Role::kSetup, "kvm_signals", "ioctl(KVM_SET_SIGNAL_MASK)");
  if (context_.run(mask, SYS_ioctl, cpu_, static_cast<long>(abi::kKvmSetSignalMask), pointerTo(&none)) < 0)
    return false;
  Entry& size = context_.journal.write(Role::kSetup, "kvm_run_size", "ioctl(KVM_GET_VCPU_MMAP_SIZE)");
  const long bytes = context_.run(size, SYS_ioctl, device_, static_cast<long>(abi::kKvmGetVcpuMmapSize));
  if (bytes <= static_cast<long>(abi::kKvmExitReasonAt) || !showCode() || !setMode()) return false;
  state_ = context_.map("kvm_run_map", static_cast<uint64_t>(bytes), static_cast<int>(cpu_));
  return static_cast<bool>(state_);
}

Guest::Ran Guest::runOnce(uint64_t offset) {
  if (!aim(offset)) return {-ECANCELED, 0, false};
  ran_ = true;
  context_.kernel.store(state_.base + abi::kKvmExitReasonAt, 0);
  const long answer = context_.kernel.call(SYS_ioctl, cpu_, static_cast<long>(abi::kKvmRun));
  const uint8_t reason = context_.kernel.load(state_.base + abi::kKvmExitReasonAt).byte;
  return {answer, reason, reason == kDone};
}

long Guest::runQuietly(uint64_t offset) { return runOnce(offset).verdict(); }

long Guest::run(Role role, const char* step, uint64_t offset) {
  if (!readyToRun()) return -ECANCELED;
  Entry& entry = context_.journal.write(role, step, kRunCall);
  setTimer(kPatienceSeconds);
  const Ran ran = runOnce(offset);
  setTimer(0);
  // Where the time was up, the signal still waits.
  const int64_t now[2] = {};
  const uint64_t waited = kTimeIsUpMask;
  context_.kernel.call(SYS_rt_sigtimedwait, pointerTo(&waited), 0, pointerTo(now), sizeof waited);
  entry.answer(ran.answer);
  entry.out("exit", ran.reason).out("done", ran.done ? 1 : 0);
  return ran.verdict();
}

}  // namespace hgm
