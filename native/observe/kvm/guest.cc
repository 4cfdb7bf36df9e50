#include "observe/kvm/guest.h"

#include <sys/syscall.h>

#include <cerrno>
#include <cstring>

namespace hgm {
namespace {

constexpr int kAgain = 20;
constexpr char kPreFault[] = "ioctl(KVM_PRE_FAULT_MEMORY)";
// Of the call that was made in vain, in the journal: the step itself is the one that follows.
constexpr char kRefused[] = "kvm_prefault";

struct Counters {
  const char* name;
  uint64_t value;
  bool found;
};

// The counter of that name, of a file that KVM_GET_STATS_FD gave: Documentation/virt/kvm/api.rst, 4.133.
void readCounters(Context& context, long file, Counters* counters, size_t count) {
  abi::KvmStatsHead head = {};
  const auto read = [&](void* to, uint64_t bytes, uint64_t at) {
    return context.kernel.call(SYS_pread64, file, pointerTo(to), static_cast<long>(bytes),
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

bool Guest::setRegion(const char* step, const abi::KvmMemoryRegion& region) {
  Entry& entry = context_.journal.write(Role::kSetup, step, "ioctl(KVM_SET_USER_MEMORY_REGION)");
  entry.arg("bytes", region.bytes).arg("flags", region.flags, Kind::kHex);
  return context_.run(entry, SYS_ioctl, machine_, static_cast<long>(abi::kKvmSetMemoryRegion),
                      pointerTo(&region)) >= 0;
}

abi::KvmMemoryRegion Guest::region(uint64_t bytes) const { return {0, flags_, kMemory, bytes, memory_.base}; }

bool Guest::show(const char* step, const Mapping& memory, uint32_t flags) {
  if (memory_ && !setRegion("kvm_slot_away", region(0))) return false;
  memory_ = memory;
  return showWith(step, flags);
}

bool Guest::showFile(const char* step, const Mapping& memory, int file) {
  memory_ = memory;
  flags_ = abi::kKvmGuestMemfd;
  abi::KvmMemoryRegion2 slot = {};
  slot.region = region(memory.length);
  slot.file = static_cast<uint32_t>(file);
  Entry& entry = context_.journal.write(Role::kSetup, step, "ioctl(KVM_SET_USER_MEMORY_REGION2)");
  entry.arg("bytes", memory.length).arg("flags", flags_, Kind::kHex);
  return context_.run(entry, SYS_ioctl, machine_, static_cast<long>(abi::kKvmSetMemoryRegion2),
                      pointerTo(&slot)) >= 0;
}

bool Guest::showWith(const char* step, uint32_t flags) {
  flags_ = flags;
  return setRegion(step, region(memory_.length));
}

long Guest::flagQuietly(uint32_t flags) {
  flags_ = flags;
  const abi::KvmMemoryRegion slot = region(memory_.length);
  return context_.kernel.call(SYS_ioctl, machine_, static_cast<long>(abi::kKvmSetMemoryRegion),
                              pointerTo(&slot));
}

long Guest::preFaultQuietly(uint64_t offset, uint64_t length) {
  // The kernel counts the range down by what it did.
  abi::KvmPreFault args = {kMemory + offset, length, 0, {}};
  long answer = -EAGAIN;
  for (int i = 0; i < kAgain && (answer == -EAGAIN || answer == -EINTR || (answer >= 0 && args.bytes != 0));
       ++i) {
    answer =
        context_.kernel.call(SYS_ioctl, cpu_, static_cast<long>(abi::kKvmPreFaultMemory), pointerTo(&args));
  }
  return answer >= 0 && args.bytes != 0 ? -EAGAIN : answer;
}

long Guest::preFault(Role role, const char* step, uint64_t offset, uint64_t length) {
  Entry& entry = context_.journal.write(role, step, kPreFault);
  entry.arg("offset", offset).arg("length", length);
  return entry.answer(preFaultQuietly(offset, length));
}

bool Guest::readyToTouchAs(const Guest& other) {
  preFaults_ = other.preFaults_;
  return preFaults_ || readyToRun();
}

const char* Guest::touching() const { return preFaults_ ? kPreFault : kRunCall; }

long Guest::touchQuietly(uint64_t offset) {
  return preFaults_ ? preFaultQuietly(offset, context_.base()) : runQuietly(offset);
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
  return run(role, step, offset + length - context_.base());
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
  entry.out("code_pages", ran_ ? 1 : 0);
}

}  // namespace hgm
