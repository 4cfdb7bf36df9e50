// `== other ops`: what the series left at the huge page's size, and what the advices do.
#include <sys/mman.h>

#include "sections.h"

namespace probe {
namespace {

struct Fifth {  // ZEROPAGE and POISON: a range, a mode, a result
  uffdio_range range;
  uint64_t mode;
  long done;
};
struct Move {
  uint64_t to, from, length, mode;
  long done;
};

constexpr unsigned long kMove = 0xc028aa05;
constexpr unsigned long kPoison = 0xc020aa08;

uffdio_range rangeOf(const uint8_t* at, uint64_t length) { return {reinterpret_cast<uintptr_t>(at), length}; }

void protect(const char* label, int fd, const uint8_t* at, uint64_t length, uint64_t mode) {
  uffdio_writeprotect args = {rangeOf(at, length), mode};
  told(label, raw(SYS_ioctl, fd, static_cast<long>(UFFDIO_WRITEPROTECT), pointer(&args)));
}

void fifth(const char* label, const char* field, int fd, unsigned long command, const uint8_t* at,
           uint64_t length) {
  Fifth args = {rangeOf(at, length), 0, kUntouched};
  answer(label, raw(SYS_ioctl, fd, static_cast<long>(command), pointer(&args)));
  std::printf(" %s=%ld\n", field, args.done);
}

void smallCalls(int fd, const Memory& primary) {
  fifth("ZEROPAGE 4K @+9p", "zeropage", fd, UFFDIO_ZEROPAGE, primary.page(9), kBase);
  fifth("ZEROPAGE hp", "zeropage", fd, UFFDIO_ZEROPAGE, primary.at, huge);
  fifth("POISON 4K @+10p", "updated", fd, kPoison, primary.page(10), kBase);
  const auto at = reinterpret_cast<uint64_t>(primary.page(11));
  Move move = {at, at + kBase, kBase, 0, kUntouched};
  answer("MOVE 4K", raw(SYS_ioctl, fd, static_cast<long>(kMove), pointer(&move)));
  std::printf(" move=%ld\n", move.done);
  uffdio_range page = rangeOf(primary.page(5), kBase);
  told("WAKE 4K", raw(SYS_ioctl, fd, static_cast<long>(UFFDIO_WAKE), pointer(&page)));
  told("UNREGISTER 4K", raw(SYS_ioctl, fd, static_cast<long>(UFFDIO_UNREGISTER), pointer(&page)));
}

void advices(int fd, const Memory& primary, const Memory& alias) {
  advised("MADV_DONTNEED 4K @+5p", primary.page(5), kBase, MADV_DONTNEED);
  advised("MADV_DONTNEED 4K @0 (len 4096)", primary.at, kBase, MADV_DONTNEED);
  advised("MADV_DONTNEED hp @0", primary.at, huge, MADV_DONTNEED);
  smaps("after DONTNEED hp", primary);
  resume("CONTINUE 4K @+5p after DONTNEED", fd, primary.page(5), kBase);
  told("munmap 4K @+5p", raw(SYS_munmap, pointer(primary.page(5)), kBase));
  advised("MADV_REMOVE 4K via alias @+5p", alias.page(5), kBase, MADV_REMOVE);
  advised("MADV_REMOVE hp via alias @0", alias.at, huge, MADV_REMOVE);
  smaps("after REMOVE", primary);
}

void copies(const OptIn& optIn) {
  std::printf(" -- MISSING|MINOR holes: COPY\n");
  const Memory primary = hugeShared(2);
  adviseWhole(optIn, primary);
  const int fd = descriptor(optIn.features | 0x10);
  if (fd < 0) return;
  enlist(fd, primary, 5);
  const Memory source = map(huge, -1, MAP_PRIVATE | MAP_NORESERVE);
  uffdio_copy args = {reinterpret_cast<uintptr_t>(primary.page(5)), reinterpret_cast<uintptr_t>(source.at),
                      kBase, 0, kUntouched};
  answer("COPY 4K @+5p", raw(SYS_ioctl, fd, static_cast<long>(UFFDIO_COPY), pointer(&args)));
  std::printf(" copy=%lld\n", args.copy);
  if (huge == k2M) {
    args = {reinterpret_cast<uintptr_t>(primary.at), reinterpret_cast<uintptr_t>(source.at), huge, 0,
            kUntouched};
    answer("COPY hp @0", raw(SYS_ioctl, fd, static_cast<long>(UFFDIO_COPY), pointer(&args)));
    std::printf(" copy=%lld\n", args.copy);
  }
  resume("CONTINUE 4K @+5p after COPY hp", fd, primary.page(5), kBase);
}

void privates(const OptIn& optIn) {
  std::printf(" -- private hugetlb\n");
  const Memory memory = map(huge, hugeFile(1), MAP_PRIVATE | MAP_NORESERVE);
  if (optIn.advised) advised("madvise(private,26)", memory.at, memory.length, kSplit);
  const int fd = descriptor(optIn.features | 0x10);
  if (fd < 0) return;
  for (const uint64_t mode : {4, 1}) {
    uint64_t ioctls = 0;
    const char* label = mode == 4 ? "REGISTER MINOR private hugetlb" : "REGISTER MISSING private hugetlb";
    answer(label, registerWith(fd, memory, mode, &ioctls));
    std::printf(" ioctls=0x%lx\n", ioctls);
  }
  resume("CONTINUE 4K private", fd, memory.page(5), kBase);
  resume("CONTINUE hp private", fd, memory.at, huge);
}

void matrixOf(const char* kind, const Memory& memory, uint64_t features) {
  constexpr struct {
    const char* name;
    uint64_t bits;
  } kModes[] = {{"MISSING", 1}, {"WP", 2}, {"MINOR", 4}, {"MISSING|MINOR", 5}, {"M|WP|MINOR", 7}};
  for (const auto& mode : kModes) {
    const int fd = descriptor(features);
    if (fd < 0) continue;
    char label[80];
    std::snprintf(label, sizeof label, "%s mode %s", kind, mode.name);
    uint64_t ioctls = 0;
    answer(label, registerWith(fd, memory, mode.bits, &ioctls));
    std::printf(" ioctls=0x%lx\n", ioctls);
    raw(SYS_close, fd);
  }
}

void matrix(const OptIn& optIn) {
  std::printf(" -- REGISTER matrix (fresh fd each)\n");
  const uint64_t features = optIn.features | 0x1031;
  const int sized = MAP_HUGETLB | (__builtin_ctzll(huge) << 26);
  matrixOf("hugetlb shared", hugeShared(1), features);
  matrixOf("shmem", map(k2M, shmemFile(k2M), MAP_SHARED), features);
  matrixOf("anon", map(k2M, -1, MAP_PRIVATE), features);
  matrixOf("anon MAP_HUGETLB shared", map(huge, -1, MAP_SHARED | MAP_NORESERVE | sized), features);
}

}  // namespace

void operationsSection(const OptIn& optIn) {
  std::printf("== other ops hp=%lu optin=%s\n", huge, optIn.name);
  Memory alias;
  const Memory primary = hugeShared(huge == k2M ? 4 : 2, 0, &alias);
  for (unsigned n = 0; n < 12; ++n) alias.at[n * kBase] = static_cast<uint8_t>(0x40 + n);
  adviseWhole(optIn, primary);
  const int fd = descriptor(optIn.features | 0x1011);
  if (fd >= 0) {
    enlist(fd, primary, 6);
    resume("CONTINUE 4K @+5p", fd, primary.page(5), kBase);
    protect("WRITEPROTECT 4K @+5p (4K mapped)", fd, primary.page(5), kBase, 1);
    protect("WRITEPROTECT 4K @+6p (not mapped)", fd, primary.page(6), kBase, 1);
    protect("WRITEPROTECT hp @0 (partly 4K mapped)", fd, primary.at, huge, 1);
    resume("CONTINUE 4K @+8p after WP hp", fd, primary.page(8), kBase);
    protect("un-WRITEPROTECT hp @0", fd, primary.at, huge, 0);
    smallCalls(fd, primary);
    advices(fd, primary, alias);
  }
  copies(optIn);
  privates(optIn);
  matrix(optIn);
}

}  // namespace probe
