// `== NORESERVE hole test` and `== dialect trial`.
#include <sys/mman.h>

#include "sections.h"

namespace probe {
namespace {

void holes(const OptIn& optIn) {
  std::printf(" -- holes (nothing in page cache)\n");
  const Memory primary = hugeShared(huge == k2M ? 4 : 1);
  adviseWhole(optIn, primary);
  const int fd = descriptor(optIn.features);
  if (fd < 0) return;
  enlist(fd, primary, 4);
  resume("CONTINUE 4K @+5p on hole", fd, primary.page(5), kBase);
  resume("CONTINUE hp @0 on hole", fd, primary.at, huge);
  resume("CONTINUE 4K again on hole", fd, primary.page(5), kBase);
  if (huge > k2M) resume("CONTINUE 2M @+2M on hole (1G)", fd, primary.at + k2M, k2M);
  smaps("hole", primary);
}

void malformed(int fd, const Memory& primary) {
  resume("CONTINUE len 0", fd, primary.page(12), 0);
  resume("CONTINUE len 2048", fd, primary.page(12), 2048);
  resume("CONTINUE start +0x200 len 4096", fd, primary.page(12) + 0x200, kBase);
  resume("CONTINUE 4K bad mode(tested via raw)", fd, primary.page(15), kBase, 0x40);
  resume("CONTINUE 4K @+16p MODE_DONTWAKE", fd, primary.page(16), kBase, 1);
  resume("CONTINUE 4K @+17p mode 2 (WP in 6.4+)", fd, primary.page(17), kBase, 2);
}

void wholePages(int fd, const Memory& primary) {
  uint8_t* const second = primary.at + huge;
  uint8_t* const third = second + huge;
  resume("CONTINUE hp @hp1 (untouched page)", fd, second, huge);
  resume("CONTINUE hp @hp1 again", fd, second, huge);
  resume("CONTINUE 4K inside huge-mapped hp1", fd, second + 5 * kBase, kBase);
  resume("CONTINUE 4K @0 of huge-mapped hp1", fd, second, kBase);
  resume("CONTINUE hp @hp2+4K (misaligned)", fd, third + kBase, huge);
  resume("CONTINUE 2hp from hp2 (hp2 partly?)", fd, third, 2 * huge);
  smaps("after", primary);
}

void parts(int fd, const Memory& primary) {
  constexpr uint64_t kMega = 1 << 20;
  resume("CONTINUE 2M @+2M inside 1G", fd, primary.at + 2 * kMega, k2M);
  resume("CONTINUE 2M again", fd, primary.at + 2 * kMega, k2M);
  resume("CONTINUE 4K inside that 2M leaf", fd, primary.at + 2 * kMega + kBase, kBase);
  resume("CONTINUE 4K @+4M+1p", fd, primary.at + 4 * kMega + kBase, kBase);
  resume("CONTINUE 2M @+4M (has one 4K)", fd, primary.at + 4 * kMega, k2M);
  resume("CONTINUE 4M @+8M", fd, primary.at + 8 * kMega, 2 * k2M);
  resume("CONTINUE 2M+4K @+16M", fd, primary.at + 16 * kMega, k2M + kBase);
  resume("CONTINUE 2M @+20M+4K (misaligned)", fd, primary.at + 20 * kMega + kBase, k2M);
  resume("CONTINUE 1G after parts", fd, primary.at, huge);
  smaps("1G after parts", primary);
  advised("MADV_COLLAPSE 1G", primary.at, huge, kCollapse);
  smaps("1G after collapse", primary);
  resume("CONTINUE 4K after collapse", fd, primary.page(9), kBase);
}

void populated(const OptIn& optIn) {
  std::printf(" -- populated through alias\n");
  Memory alias;
  const Memory primary = hugeShared(huge == k2M ? 4 : 1, 0, &alias);
  populate(alias);
  adviseWhole(optIn, primary);
  const int fd = descriptor(optIn.features);
  if (fd < 0) return;
  const bool registered = enlist(fd, primary, 4);
  smaps("before", primary);
  resume("CONTINUE 4K @+5p", fd, primary.page(5), kBase);
  resume("CONTINUE 4K @+5p again", fd, primary.page(5), kBase);
  resume("CONTINUE 4K @+7p", fd, primary.page(7), kBase);
  uffdio_continue once = {{reinterpret_cast<uintptr_t>(primary.page(5)), kBase}, 0, 0};
  const long mapped = raw(SYS_ioctl, fd, static_cast<long>(UFFDIO_CONTINUE), pointer(&once));
  if (registered && mapped == -17)
    std::printf("  primary[+5p]=0x%x alias[+5p]=0x%x\n", *primary.page(5), *alias.page(5));
  resume("CONTINUE 8 pages @+0 (p5,p7 present)", fd, primary.at, 8 * kBase);
  resume("CONTINUE 2 pages @+8p", fd, primary.page(8), 2 * kBase);
  resume("CONTINUE hp @0 after 4Ks", fd, primary.at, huge);
  malformed(fd, primary);
  if (huge == k2M) wholePages(fd, primary);
  if (huge > k2M) parts(fd, primary);
}

void cleanPages(const OptIn& optIn) {
  std::printf(" -- CONTINUE 2hp on two clean pages / hp on clean\n");
  Memory alias;
  const Memory primary = hugeShared(4, 0, &alias);
  populate(alias);
  if (optIn.advised) raw(SYS_madvise, pointer(primary.at), static_cast<long>(primary.length), kSplit);
  const int fd = descriptor(optIn.features);
  if (fd < 0) return;
  registerWith(fd, primary, 4, nullptr);
  resume("CONTINUE 2hp clean", fd, primary.at, 2 * huge);
  resume("CONTINUE 4K @hp3 +511p (last)", fd, primary.at + 4 * huge - kBase, kBase);
  resume("CONTINUE 4K beyond VMA end", fd, primary.at + 4 * huge, kBase);
  smaps("2hp", primary);
}

}  // namespace

void holeSection(const OptIn& optIn) {
  std::printf("== NORESERVE hole test (pool may be empty) hp=%lu optin=%s uid=0 uffd flags=0\n", huge,
              optIn.name);
  const Memory primary = hugeShared(2, MAP_NORESERVE);
  if (optIn.advised) advised("madvise 26", primary.at, primary.length, kSplit);
  const int fd = descriptor(optIn.features);
  if (fd < 0) return;
  uint64_t ioctls = 0;
  answer("REGISTER MINOR", registerWith(fd, primary, 4, &ioctls));
  std::printf(" ioctls=0x%lx\n", ioctls);
  resume("CONTINUE 4K @+5p on hole", fd, primary.page(5), kBase);
  resume("CONTINUE hp on hole", fd, primary.at, huge);
  resume("CONTINUE 4K len 4096 @+hp-4096 on hole", fd, primary.at + huge - kBase, kBase);
  smaps("nores", primary);
  advised("MADV_COLLAPSE hp", primary.at, huge, kCollapse);
}

void dialectSection(const OptIn& optIn) {
  std::printf("== dialect trial hp=%lu optin=%s\n", huge, optIn.name);
  holes(optIn);
  populated(optIn);
  if (huge == k2M) cleanPages(optIn);
}

}  // namespace probe
