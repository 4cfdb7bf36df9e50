// What runs in the vCPU of a guest, and what ends it.
#include <signal.h>
#include <sys/syscall.h>
#include <time.h>

#include <cerrno>

#include "observe/guest.h"
#include "observe/test_mapping.h"

namespace hgm {
namespace {

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

bool Guest::atFirstInstruction() {
#if defined(__aarch64__)
  abi::KvmVcpuInit init = {};
  Entry& target = context_.journal.write(Role::kSetup, "kvm_target", "ioctl(KVM_ARM_PREFERRED_TARGET)");
  if (context_.run(target, SYS_ioctl, machine_, static_cast<long>(abi::kKvmArmPreferredTarget),
                   pointerTo(&init)) < 0)
    return false;
  Entry& ready = context_.journal.write(Role::kSetup, "kvm_vcpu_init", "ioctl(KVM_ARM_VCPU_INIT)");
  if (context_.run(ready, SYS_ioctl, cpu_, static_cast<long>(abi::kKvmArmVcpuInit), pointerTo(&init)) < 0)
    return false;
  const uint64_t first = kEnd - kFromEnd;
  const abi::KvmOneReg pc = {abi::kKvmArmPc, reinterpret_cast<uintptr_t>(&first)};
  Entry& set = context_.journal.write(Role::kSetup, "kvm_pc", "ioctl(KVM_SET_ONE_REG)");
  return context_.run(set, SYS_ioctl, cpu_, static_cast<long>(abi::kKvmSetOneReg), pointerTo(&pc)) >= 0;
#else
  return true;  // as it was made
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
  if (bytes <= static_cast<long>(abi::kKvmExitReasonAt) || !atFirstInstruction()) return false;
  state_ = context_.map("kvm_run_map", static_cast<uint64_t>(bytes), static_cast<int>(cpu_));
  return static_cast<bool>(state_);
}

Guest::Ran Guest::runOnce() {
  context_.kernel.store(state_.base + abi::kKvmExitReasonAt, 0);
  const long answer = context_.kernel.call(SYS_ioctl, cpu_, static_cast<long>(abi::kKvmRun));
  const uint8_t reason = context_.kernel.load(state_.base + abi::kKvmExitReasonAt).byte;
  return {answer, reason, reason == kDone};
}

long Guest::run(Role role, const char* step) {
  if (!readyToRun()) return -ECANCELED;
  Entry& entry = context_.journal.write(role, step, kRunCall);
  setTimer(kPatienceSeconds);
  const Ran ran = runOnce();
  setTimer(0);
  // Where the time was up, the signal still waits.
  const int64_t now[2] = {};
  const uint64_t waited = kTimeIsUpMask;
  context_.kernel.call(SYS_rt_sigtimedwait, pointerTo(&waited), 0, pointerTo(now), sizeof waited);
  entry.answer(ran.answer);
  entry.out("exit", ran.reason).out("done", ran.done ? 1 : 0);
  return ran.verdict();
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
