// The kernel's user interface as this tool needs it, with the first kernel of each part.
//
// Written out here and never taken from the build machine's headers: Debian 12's userfaultfd.h stops at
// feature bit 12, and a header says nothing of the kernel that runs. Source: include/uapi/linux/userfaultfd.h
// and include/uapi/asm-generic/mman-common.h of the versions named; for what only the HGM series had, the
// posted patch. All numbers are of the generic ABI, which x86-64 and arm64 share.
#pragma once

#include <cstdint>

namespace hgm::abi {

// userfaultfd(2) flags.
constexpr uint64_t kUserModeOnly = 1;  // 5.11
constexpr uint64_t kNoSuchFlag = 2;    // never given out: tells the kernel's flag check from a seccomp filter

// Features of UFFDIO_API that experiments ask for by themselves. The registry with names is the judge's.
constexpr long kLandlockVersion = 1;  // LANDLOCK_CREATE_RULESET_VERSION

constexpr uint64_t kFeatureFlagWp = 1u << 0;         // 5.7
constexpr uint64_t kFeatureEventFork = 1u << 1;      // 4.11
constexpr uint64_t kFeatureEventRemap = 1u << 2;     // 4.11
constexpr uint64_t kFeatureEventRemove = 1u << 3;    // 4.11
constexpr uint64_t kFeatureEventUnmap = 1u << 6;     // 4.11
constexpr uint64_t kFeatureSigbus = 1u << 7;         // 4.14
constexpr uint64_t kFeatureThreadId = 1u << 8;       // 4.14
constexpr uint64_t kFeatureExactAddress = 1u << 11;  // 5.18
constexpr uint64_t kFeatureBit13 = 1u << 13;         // RFC v1, v2: HGM; 6.4: WP_UNPOPULATED
constexpr uint64_t kFeatureWpAsync = 1u << 15;       // 6.7
constexpr uint64_t kFeatureRwp = 1u << 17;           // 7.3
constexpr uint64_t kFeatureRwpAsync = 1u << 18;      // 7.3
constexpr int kLastNamedFeature = 18;                // RWP_ASYNC, 7.3

// UFFDIO_REGISTER modes.
constexpr uint64_t kModeMissing = 1;    // 4.3
constexpr uint64_t kModeWp = 2;         // 5.7
constexpr uint64_t kModeMinor = 4;      // 5.13
constexpr uint64_t kModeRwp = 8;        // 7.3
constexpr unsigned kLastNamedMode = 3;  // its bit

constexpr uint64_t kApi = 0xaa;

struct ApiArgs {
  uint64_t api, features, ioctls;
};
struct Range {
  uint64_t start, len;
};
struct RegisterArgs {
  Range range;
  uint64_t mode, ioctls;
};
struct CopyArgs {
  uint64_t dst, src, len, mode;
  int64_t copy;
};
// ZEROPAGE, CONTINUE and POISON share this shape: a range, a mode, and the bytes done or a negative errno.
struct FillArgs {
  Range range;
  uint64_t mode;
  int64_t done;
};
// WRITEPROTECT and RWPROTECT.
struct ProtectArgs {
  Range range;
  uint64_t mode;
};
struct MoveArgs {
  uint64_t dst, src, len, mode;
  int64_t move;
};
struct SetModeArgs {
  uint64_t enable, disable;
};
// struct uffd_msg, packed: 32 bytes. The fields are those of a fault, whose thread is the lower half of the
// last. Other events have theirs in the same places: the new descriptor of a fork; from, to and length of a
// remap; start and end of what is removed or unmapped.
struct Message {
  uint8_t event, reserved[7];
  uint64_t flags, address, extra;
};
static_assert(sizeof(Message) == 32, "struct uffd_msg is 32 bytes");

constexpr unsigned long ioc(unsigned dir, unsigned nr, unsigned size) {
  return (static_cast<unsigned long>(dir) << 30) | (size << 16) | (0xaau << 8) | nr;
}
constexpr unsigned long kIocNew = ioc(0, 0x00, 0);                             // 6.1, on /dev/userfaultfd
constexpr unsigned long kIocRegister = ioc(3, 0x00, sizeof(RegisterArgs));     // 4.3
constexpr unsigned long kIocUnregister = ioc(2, 0x01, sizeof(Range));          // 4.3
constexpr unsigned long kIocWake = ioc(2, 0x02, sizeof(Range));                // 4.3
constexpr unsigned long kIocCopy = ioc(3, 0x03, sizeof(CopyArgs));             // 4.3
constexpr unsigned long kIocZeropage = ioc(3, 0x04, sizeof(FillArgs));         // 4.3
constexpr unsigned long kIocMove = ioc(3, 0x05, sizeof(MoveArgs));             // 6.8
constexpr unsigned long kIocWriteprotect = ioc(3, 0x06, sizeof(ProtectArgs));  // 5.7
constexpr unsigned long kIocContinue = ioc(3, 0x07, sizeof(FillArgs));         // 5.13
constexpr unsigned long kIocPoison = ioc(3, 0x08, sizeof(FillArgs));           // 6.6
constexpr unsigned long kIocRwprotect = ioc(3, 0x09, sizeof(ProtectArgs));     // 7.3
constexpr unsigned long kIocSetMode = ioc(1, 0x0a, sizeof(SetModeArgs));       // 7.3
constexpr unsigned long kIocApi = ioc(3, 0x3f, sizeof(ApiArgs));               // 4.3

static_assert(kIocApi == 0xc018aa3f && kIocRegister == 0xc020aa00 && kIocContinue == 0xc020aa07, "encodings");
static_assert(kIocWriteprotect == 0xc018aa06 && kIocPoison == 0xc020aa08 && kIocMove == 0xc028aa05 &&
                  kIocSetMode == 0x4010aa0a,
              "encodings");

constexpr uint64_t kCopyDontWake = 1;   // UFFDIO_COPY_MODE_DONTWAKE, UFFDIO_CONTINUE_MODE_DONTWAKE
constexpr uint64_t kCopyProtected = 2;  // UFFDIO_COPY_MODE_WP, 5.7; UFFDIO_CONTINUE_MODE_WP, 6.4
constexpr uint64_t kProtectOn = 1;      // UFFDIO_WRITEPROTECT_MODE_WP, UFFDIO_RWPROTECT_MODE_RWP
constexpr uint8_t kEventPagefault = 0x12;
constexpr uint8_t kEventFork = 0x13;
constexpr uint8_t kEventRemap = 0x14;
constexpr uint8_t kEventRemove = 0x15;
constexpr uint8_t kEventUnmap = 0x16;
constexpr uint64_t kFaultFlagWp = 2;  // UFFD_PAGEFAULT_FLAG_WP

// PAGEMAP_SCAN of /proc/PID/pagemap, 6.7 (include/uapi/linux/fs.h).
struct ScanArgs {
  uint64_t size, flags, start, end, walkEnd, regions, regionCount, mostPages, inverted, all, any, returned;
};
struct Region {
  uint64_t start, end, categories;
};
constexpr unsigned long kIocScan = (3ul << 30) | (sizeof(ScanArgs) << 16) | ('f' << 8) | 16;
static_assert(kIocScan == 0xc0606610, "encoding of PAGEMAP_SCAN");
constexpr uint64_t kScanProtect = 1;     // PM_SCAN_WP_MATCHING
constexpr uint64_t kScanCheckAsync = 2;  // PM_SCAN_CHECK_WPASYNC
constexpr uint64_t kPageFile = 1 << 2;
constexpr uint64_t kPageZero = 1 << 5;     // PAGE_IS_PFNZERO
constexpr uint64_t kPageWritten = 1 << 1;  // PAGE_IS_WRITTEN
constexpr uint64_t kPagePresent = 1 << 3;
constexpr uint64_t kPageAccessed = 1 << 9;  // 7.3

// Bits of an entry of /proc/PID/pagemap (Documentation/admin-guide/mm/pagemap.rst).
constexpr uint64_t kPagemapPresent = uint64_t{1} << 63;
constexpr uint64_t kPagemapSoftDirty = uint64_t{1} << 55;
constexpr uint64_t kPagemapUffd = uint64_t{1} << 57;  // 5.14: protected by userfaultfd

// memfd_create(2).
constexpr uint64_t kMfdCloexec = 1;
constexpr uint64_t kMfdAllowSealing = 2;
constexpr uint64_t kMfdHugetlb = 4;     // 4.14
constexpr uint64_t kMfdNoexecSeal = 8;  // 6.3; without it that kernel writes a line to its log
constexpr uint64_t kMfdExec = 16;       // 6.3
constexpr unsigned kMfdHugeShift = 26;
constexpr uint64_t kHugetlbfsMagic = 0x958458f6;

// madvise(2).
constexpr int kMadvNormal = 0;
constexpr int kMadvDontneed = 4;
constexpr int kMadvRemove = 9;
constexpr int kMadvHugepage = 14;       // 2.6.38
constexpr int kMadvNohugepage = 15;     // 2.6.38
constexpr int kMadvPopulateRead = 22;   // 5.14
constexpr int kMadvPopulateWrite = 23;  // 5.14
constexpr int kMadvCollapse = 25;       // 6.1; on hugetlb only with HGM
#if defined(__hppa__)
constexpr int kMadvSplit = 74;  // series v1 and v2, arch/parisc/include/uapi/asm/mman.h
#else
constexpr int kMadvSplit = 26;  // series v1 and v2, asm-generic/mman-common.h
#endif

// capget(2), capset(2): include/uapi/linux/capability.h, version 3. musl's headers have none of the kernel's.
struct CapHeader {
  uint32_t version;
  int32_t pid;
};
struct CapData {
  uint32_t effective, permitted, inheritable;
};
constexpr uint32_t kCapVersion = 0x20080522;
constexpr unsigned kCapHalves = 2;

// futex(2), between threads of one process.
constexpr long kFutexWait = 128;
constexpr long kFutexWake = 129;

}  // namespace hgm::abi
