// KVM's user interface as this tool needs it: include/uapi/linux/kvm.h, with the first kernel of what is
// younger than KVM itself. Written out for the same reason as abi.h.
#pragma once

#include <cstddef>
#include <cstdint>

namespace hgm::abi {

constexpr unsigned long kvmIoc(unsigned dir, unsigned nr, unsigned size) {
  return (static_cast<unsigned long>(dir) << 30) | (size << 16) | (0xaeu << 8) | nr;
}

struct KvmMemoryRegion {
  uint32_t slot, flags;
  uint64_t guestAddress, bytes, address;
};
// KVM_SET_USER_MEMORY_REGION2, 6.8: pages of a guest_memfd beside those of a mapping.
struct KvmMemoryRegion2 {
  KvmMemoryRegion region;
  uint64_t fileOffset;
  uint32_t file, pad;
  uint64_t pads[14];
};
struct KvmGuestMemfd {
  uint64_t bytes, flags, reserved[6];
};
struct KvmPreFault {
  uint64_t guestAddress, bytes, flags, pads[5];
};
// Of arm64: what KVM_ARM_PREFERRED_TARGET gives and KVM_ARM_VCPU_INIT takes.
struct KvmVcpuInit {
  uint32_t target, features[7];
};
struct KvmOneReg {
  uint64_t id, address;
};
// Of x86-64.
struct KvmRegs {
  uint64_t rax, rbx, rcx, rdx, rsi, rdi, rsp, rbp, r8to15[8], rip, rflags;
};
struct KvmSegment {
  uint64_t base;
  uint32_t limit;
  uint16_t selector;
  uint8_t type, present, dpl, db, s, l, g, avl, unusable, pad;
};
struct KvmSregs {
  KvmSegment cs, ds, es, fs, gs, ss, tr, ldt;
  uint64_t tables[4];  // gdt and idt
  uint64_t cr0, cr2, cr3, cr4, cr8, efer, apicBase, interrupts[4];
};
// What KVM_SET_SIGNAL_MASK takes: a length, and as many bytes.
struct KvmSignalMask {
  uint32_t length;
  uint8_t set[8];
};
// Read from KVM_GET_STATS_FD: the head, then descriptors of one size with a name behind each.
struct KvmStatsHead {
  uint32_t flags, nameBytes, count, idAt, descriptorsAt, dataAt;
};
struct KvmStatsDescriptor {
  uint32_t flags;
  int16_t exponent;
  uint16_t values;
  uint32_t at, bucketBytes;
};

constexpr unsigned long kKvmGetApiVersion = kvmIoc(0, 0x00, 0);
constexpr unsigned long kKvmCreateVm = kvmIoc(0, 0x01, 0);
constexpr unsigned long kKvmCheckExtension = kvmIoc(0, 0x03, 0);
constexpr unsigned long kKvmGetVcpuMmapSize = kvmIoc(0, 0x04, 0);
constexpr unsigned long kKvmCreateVcpu = kvmIoc(0, 0x41, 0);
constexpr unsigned long kKvmSetMemoryRegion = kvmIoc(1, 0x46, sizeof(KvmMemoryRegion));
constexpr unsigned long kKvmSetMemoryRegion2 = kvmIoc(1, 0x49, sizeof(KvmMemoryRegion2));  // 6.8
constexpr unsigned long kKvmRun = kvmIoc(0, 0x80, 0);
constexpr unsigned long kKvmSetRegs = kvmIoc(1, 0x82, sizeof(KvmRegs));
constexpr unsigned long kKvmGetSregs = kvmIoc(2, 0x83, sizeof(KvmSregs));
constexpr unsigned long kKvmSetSregs = kvmIoc(1, 0x84, sizeof(KvmSregs));
constexpr unsigned long kKvmSetSignalMask = kvmIoc(1, 0x8b, sizeof(uint32_t));
constexpr unsigned long kKvmSetOneReg = kvmIoc(1, 0xac, sizeof(KvmOneReg));
constexpr unsigned long kKvmArmVcpuInit = kvmIoc(1, 0xae, sizeof(KvmVcpuInit));
constexpr unsigned long kKvmArmPreferredTarget = kvmIoc(2, 0xaf, sizeof(KvmVcpuInit));
constexpr unsigned long kKvmGetStatsFd = kvmIoc(0, 0xce, 0);                            // 5.14
constexpr unsigned long kKvmCreateGuestMemfd = kvmIoc(3, 0xd4, sizeof(KvmGuestMemfd));  // 6.8
constexpr unsigned long kKvmPreFaultMemory = kvmIoc(3, 0xd5, sizeof(KvmPreFault));      // 6.11

static_assert(kKvmSetMemoryRegion == 0x4020ae46 && kKvmSetMemoryRegion2 == 0x40a0ae49 &&
                  kKvmCreateGuestMemfd == 0xc040aed4 && kKvmPreFaultMemory == 0xc040aed5 &&
                  kKvmSetSignalMask == 0x4004ae8b && kKvmSetRegs == 0x4090ae82 &&
                  kKvmGetSregs == 0x8138ae83 && kKvmSetSregs == 0x4138ae84,
              "encodings");
static_assert(sizeof(KvmMemoryRegion2) == 160 && sizeof(KvmStatsHead) == 24 &&
                  sizeof(KvmStatsDescriptor) == 16 && sizeof(KvmSignalMask) == 12,
              "structures of the kernel");

constexpr long kKvmApiVersion = 12;
constexpr uint32_t kKvmLogDirty = 1;    // KVM_MEM_LOG_DIRTY_PAGES
constexpr uint32_t kKvmGuestMemfd = 4;  // KVM_MEM_GUEST_MEMFD, 6.8

// Capabilities.
constexpr long kKvmCapPreFaultMemory = 236;
constexpr long kKvmCapGuestMemfdFlags = 244;

// struct kvm_run: the field exit_reason, whose values are small numbers.
constexpr size_t kKvmExitReasonAt = 8;
constexpr uint8_t kKvmExitHalt = 5;
constexpr uint8_t kKvmExitMmio = 6;

// arch/arm64/include/uapi/asm/kvm.h: KVM_REG_ARM64, KVM_REG_SIZE_U64, KVM_REG_ARM_CORE, and x2 and pc in
// struct kvm_regs, counted in words of 32 bits.
constexpr uint64_t kKvmArmX2 = 0x6030'0000'0010'0000u + 2 * 8 / 4;
constexpr uint64_t kKvmArmPc = 0x6030'0000'0010'0000u + 32 * 8 / 4;

// guest_memfd: flags of 6.18, and the f_type of its files.
constexpr uint64_t kGuestMemfdMmap = 1;
constexpr uint64_t kGuestMemfdInitShared = 2;

}  // namespace hgm::abi
