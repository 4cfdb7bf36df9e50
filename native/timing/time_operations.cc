// WRITEPROTECT, COPY and POISON: a base page of anonymous memory and shmem, a whole page of hugetlb memory.
#include <sys/syscall.h>

#include <algorithm>

#include "kernel/abi.h"
#include "observe/experiments.h"
#include "observe/rooms.h"
#include "timing/calls.h"
#include "timing/place.h"
#include "timing/rounds.h"

namespace hgm {
namespace {

constexpr uint32_t kBasePages = 256;
constexpr uint32_t kHugePages = 16;

bool isHuge(const Lab& lab) { return lab.plan.memory == Memory::kHugetlb; }
uint64_t unitOf(Lab& lab) { return isHuge(lab) ? lab.plan.pageBytes : lab.base(); }

// A file of so many units, or -1 for anonymous memory; other negative numbers where it is refused.
constexpr int kNoFile = -1;
bool fileFor(Lab& lab, uint32_t units, int& file) {
  file = kNoFile;
  if (lab.plan.memory == Memory::kAnonymous) return true;
  file = lab.file(isHuge(lab) ? lab.plan.pageBytes : 0, units * unitOf(lab));
  return file >= 0;
}

bool protect(Kernel& kernel, int fd, uintptr_t at, uint64_t bytes, uint64_t mode) {
  abi::ProtectArgs args = {{at, bytes}, mode};
  return kernel.call(SYS_ioctl, fd, static_cast<long>(abi::kIocWriteprotect), pointerTo(&args)) >= 0;
}

// One huge page through sixteen mappings, or as many base pages through one each: mapped and registered.
uint32_t protectable(Lab& lab, int fd, int file, const Mapping& first, Mapping* windows) {
  windows[0] = first;
  for (uint32_t count = 1; count < kHugePages; ++count) {
    const Mapping next = freshMapping(lab.kernel, file, first.length);
    if (!next || !fillPages(lab, next, next.length) || !enroll(lab.kernel, fd, next, abi::kModeWp))
      return count;
    windows[count] = next;
  }
  return kHugePages;
}

}  // namespace

void timeWriteprotect(Lab& lab) {
  if (isHuge(lab) && !lab.plan.borrow) return;
  const uint64_t unit = unitOf(lab);
  const uint32_t units = isHuge(lab) ? 1 : kBasePages;
  int file = kNoFile;
  if (!fileFor(lab, units, file)) return;
  // Reserved, so that the store can't meet an empty pool (see rooms.cc).
  const Mapping target = lab.map("map", units * unit, file, true);
  if (!target || !fillPages(lab, target, unit)) return;
  settle(lab, target.base);
  const int fd = lab.userfaultfd(0);
  if (fd < 0 || lab.registerAll(fd, target, abi::kModeWp) < 0) return;
  Mapping windows[kHugePages] = {target};
  const uint32_t count = isHuge(lab) ? protectable(lab, fd, file, target, windows) : 1;
  Measurement m(lab, isHuge(lab) ? "writeprotect.huge" : "writeprotect.base", {unit});
  if (!m) return;
  const auto at = [&](uint32_t i) { return isHuge(lab) ? windows[i].base : target.base + i * unit; };
  inRounds(
      m, isHuge(lab) ? count : kBasePages,
      [&](uint32_t i) { return protect(lab.kernel, fd, at(i), unit, abi::kProtectOn) ? 0L : -1L; },
      [&] {
        return std::all_of(windows, windows + count, [&](const Mapping& each) {
          return protect(lab.kernel, fd, each.base, each.length, 0);
        });
      });
}

// The source is warm and stays so: bytes that came over a network have just been written. A gigantic page is
// copied from the zero page, whose every mapping is there already, since as much memory again is not ours to
// take; its figure is that of writing.
void timeCopy(Lab& lab) {
  if (isHuge(lab) && !lab.plan.borrow) return;
  const uint64_t unit = unitOf(lab);
  const uint32_t units = isHuge(lab) ? 1 : kBasePages;
  int file = kNoFile;
  if (!fileFor(lab, units, file)) return;
  const Mapping target = lab.map("map", units * unit, file);
  const Mapping source = copySource(lab, unit);
  if (!target || !source) return;
  constexpr uint64_t kLargestWritten = uint64_t{32} << 20;
  if (unit <= kLargestWritten && !fillPages(lab, source, lab.base())) return;
  const int fd = lab.userfaultfd(0);
  if (fd < 0 || lab.registerAll(fd, target, abi::kModeMissing) < 0) return;
  settle(lab, source.base);
  Measurement m(lab, isHuge(lab) ? "copy.huge" : "copy.base", {unit});
  if (!m) return;
  const int empty = lab.plan.memory == Memory::kAnonymous ? abi::kMadvDontneed : abi::kMadvRemove;
  inRounds(
      m, units, [&](uint32_t i) { return copyIn(lab.kernel, fd, target.base + i * unit, source.base, unit); },
      [&] { return adviseAll(lab.kernel, target, empty); });
}

// A marker in the page table: no page is taken, and none is ever touched. Each round has a fresh mapping,
// since MADV_DONTNEED leaves the markers of shmem (mm/memory.c, zap_nonpresent_ptes); its first unit is
// poisoned outside of what is timed, which makes the page tables.
void timePoison(Lab& lab) {
  const uint64_t unit = unitOf(lab);
  const uint32_t units = isHuge(lab) ? kHugePages : kBasePages;
  int file = kNoFile;
  if (!fileFor(lab, units + 1, file)) return;
  Mapping target = lab.map("map", (units + 1) * unit, file);
  const int fd = target ? lab.userfaultfd(0) : -1;
  if (fd < 0 || lab.registerAll(fd, target, abi::kModeMissing) < 0) return;
  const auto poison = [&](uint32_t i) {
    abi::FillArgs args = {{target.base + i * unit, unit}, 0, 0};
    return lab.kernel.call(SYS_ioctl, fd, static_cast<long>(abi::kIocPoison), pointerTo(&args));
  };
  if (lab.fill(Role::kTest, "poison", abi::kIocPoison, fd, target, 0, unit) < 0) return;
  settle(lab, 0);
  Measurement m(lab, isHuge(lab) ? "poison.huge" : "poison.base", {unit});
  if (!m) return;
  inRounds(
      m, units, [&](uint32_t i) { return poison(i + 1); },
      [&] {
        lab.unmap(target);
        target = freshMapping(lab.kernel, file, (units + 1) * unit);
        return target && enroll(lab.kernel, fd, target, abi::kModeMissing) && poison(0) >= 0;
      });
}

}  // namespace hgm
