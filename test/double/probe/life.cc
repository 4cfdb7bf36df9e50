// `== lifecycle`: base pages mapped, collapsed, and what can be mapped after that.
#include <sys/mman.h>

#include "sections.h"

namespace probe {
namespace {

void aliasTrial(const OptIn& optIn) {
  std::printf(" -- alias mapping opt-in? (4K CONTINUE on alias VMA that was not opted in)\n");
  Memory alias;
  const Memory primary = hugeShared(2, 0, &alias);
  *alias.page(5) = 0x45;
  if (optIn.advised) raw(SYS_madvise, pointer(primary.at), static_cast<long>(primary.length), kSplit);
  const int fd = descriptor(optIn.features);
  if (fd < 0) return;
  registerWith(fd, primary, 4, nullptr);
  // The page was touched through the alias; a second one was not.
  told("REGISTER alias on same fd", registerWith(fd, alias, 4, nullptr));
  resume("CONTINUE 4K on alias", fd, alias.page(7), kBase);
}

void laterPages(int fd, const Memory& primary) {
  resume("CONTINUE 4K @hp1+1p (still HGM after collapse?)", fd, primary.at + huge + kBase, kBase);
  advised("MADV_COLLAPSE whole VMA (hp1 part, hp2/3 empty)", primary.at, primary.length, kCollapse);
  smaps("collapsed whole", primary);
  advised("MADV_DONTNEED whole", primary.at, primary.length, MADV_DONTNEED);
  resume("CONTINUE 4K after DONTNEED whole", fd, primary.page(1), kBase);
}

}  // namespace

void lifeSection(const OptIn& optIn) {
  std::printf("== lifecycle hp=%lu optin=%s\n", huge, optIn.name);
  Memory alias;
  const Memory primary = hugeShared(huge == k2M ? 4 : 1, 0, &alias);
  populate(alias);
  adviseWhole(optIn, primary);
  const int fd = descriptor(optIn.features);
  if (fd >= 0) {
    enlist(fd, primary, 4);
    advised("MADV_COLLAPSE hp0 before any CONTINUE", primary.at, huge, kCollapse);
    smaps("after collapse on empty", primary);
    advised("MADV_DONTNEED hp0", primary.at, huge, MADV_DONTNEED);
    resume("CONTINUE 4K @+5p", fd, primary.page(5), kBase);
    resume("CONTINUE 4K @+6p", fd, primary.page(6), kBase);
    smaps("two 4K", primary);
    uffdio_continue more = {{reinterpret_cast<uintptr_t>(primary.page(16)), 32 * kBase}, 0, 0};
    raw(SYS_ioctl, fd, static_cast<long>(UFFDIO_CONTINUE), pointer(&more));
    smaps("34 4K", primary);
    advised("MADV_COLLAPSE 4K @+5p", primary.page(5), kBase, kCollapse);
    advised("MADV_COLLAPSE hp0, len 4096", primary.at, kBase, kCollapse);
    advised("MADV_COLLAPSE hp0", primary.at, huge, kCollapse);
    smaps("collapsed hp0", primary);
    advised("MADV_COLLAPSE hp0 again", primary.at, huge, kCollapse);
    resume("CONTINUE 4K @+9p after collapse", fd, primary.page(9), kBase);
    resume("CONTINUE hp @0 after collapse", fd, primary.at, huge);
    if (huge == k2M) laterPages(fd, primary);
  }
  if (huge == k2M) aliasTrial(optIn);
}

}  // namespace probe
