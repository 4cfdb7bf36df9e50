// The way to KVM: whether this caller gets a machine with a vCPU, and what this kernel's KVM says that it
// has.
#include <sys/syscall.h>

#include "observe/entry/device_node.h"
#include "observe/experiments.h"
#include "observe/kvm/guest.h"

namespace hgm {
namespace {

struct Capability {
  const char* step;
  long number;
};

// Those that decide how a guest's memory is served: include/uapi/linux/kvm.h.
constexpr Capability kCapabilities[] = {
    {"cap_sync_mmu", 16},
    {"cap_async_pf", 59},
    {"cap_readonly_mem", 81},
    {"cap_manual_dirty_log", 168},
    {"cap_dirty_log_ring", 192},
    {"cap_binary_stats_fd", 203},
    {"cap_dirty_log_ring_acq_rel", 223},
    {"cap_user_memory2", 231},
    {"cap_memory_fault_info", 232},
    {"cap_memory_attributes", 233},
    {"cap_guest_memfd", 234},
    {"cap_vm_types", 235},
    {"cap_pre_fault_memory", abi::kKvmCapPreFaultMemory},
    {"cap_guest_memfd_flags", abi::kKvmCapGuestMemfdFlags},
};
// Numbers behind the last that has a name here; one that is given out then is told by its number.
constexpr long kUnnamedFrom = 245;
constexpr long kUnnamedTo = 264;

}  // namespace

void kvmOpen(Context& context) {
  lookAtNode(context, "/dev/kvm");
  Guest guest(context);
  if (!guest.open(Role::kTest) || !guest.addCpu(Role::kTest)) return;
  for (const auto& [step, number] : kCapabilities) {
    Entry& entry = context.journal.write(Role::kLook, step, "ioctl(KVM_CHECK_EXTENSION)");
    entry.arg("number", static_cast<uint64_t>(number)).answer(guest.extension(number));
  }
  for (long number = kUnnamedFrom; number < kUnnamedTo; ++number) {
    const long value = guest.extension(number);
    if (value <= 0) continue;
    const StepName step("cap_", static_cast<uint64_t>(number));
    Entry& entry = context.journal.write(Role::kLook, step.text, "ioctl(KVM_CHECK_EXTENSION)");
    entry.arg("number", static_cast<uint64_t>(number)).answer(value);
  }
}

}  // namespace hgm
