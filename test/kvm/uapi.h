// What include/uapi/linux/kvm.h and userfaultfd.h have gained since the headers of the oldest Debian that builds this.
// Structures go by names of our own, so that newer headers stand beside them.
#include <linux/kvm.h>
#include <linux/userfaultfd.h>
#include <stdint.h>

#ifndef KVM_CAP_MEMORY_FAULT_INFO
#define KVM_CAP_MEMORY_FAULT_INFO 232
#endif
#ifndef KVM_CAP_GUEST_MEMFD
#define KVM_CAP_GUEST_MEMFD 234
#endif
#ifndef KVM_CAP_PRE_FAULT_MEMORY
#define KVM_CAP_PRE_FAULT_MEMORY 236
#endif
#ifndef KVM_CAP_GUEST_MEMFD_FLAGS
#define KVM_CAP_GUEST_MEMFD_FLAGS 244
#endif

#ifndef UFFD_FEATURE_WP_ASYNC
#define UFFD_FEATURE_WP_ASYNC (1 << 15)
#endif
#ifndef UFFD_FEATURE_RWP
#define UFFD_FEATURE_RWP (1 << 17)
#endif
#ifndef UFFDIO_REGISTER_MODE_RWP
#define UFFDIO_REGISTER_MODE_RWP ((uint64_t)1 << 3)
#endif
#ifndef UFFD_USER_MODE_ONLY
#define UFFD_USER_MODE_ONLY 1
#endif

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif

// 6.8
struct memslot2 {
  uint32_t slot, flags;
  uint64_t guest_address, bytes, user_address, guest_memfd_offset;
  uint32_t guest_memfd, pad1;
  uint64_t pad2[14];
};
#define SET_MEMSLOT2 _IOW(KVMIO, 0x49, struct memslot2)
#define MEMSLOT_GUEST_MEMFD (1u << 2)
// Posted as KVM_MEM_USERFAULT, never merged.
#define MEMSLOT_USERFAULT (1u << 3)

// 6.8; flags are 1 << 0 for mmap, 1 << 1 for memory that begins as shared (6.18).
struct create_guest_memfd {
  uint64_t bytes, flags, reserved[6];
};
#define CREATE_GUEST_MEMFD _IOWR(KVMIO, 0xd4, struct create_guest_memfd)

// 6.11
struct pre_fault {
  uint64_t guest_address, bytes, flags, padding[5];
};
#define PRE_FAULT_MEMORY _IOWR(KVMIO, 0xd5, struct pre_fault)
