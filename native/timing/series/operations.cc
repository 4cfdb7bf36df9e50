// WRITEPROTECT, COPY and POISON: a base page of anonymous memory and shmem, a whole page of hugetlb memory.
#include <sys/syscall.h>

#include <algorithm>

#include "kernel/abi.h"
#include "observe/experiments.h"
#include "observe/test_mapping.h"
#include "timing/calls.h"
#include "timing/place.h"
#include "timing/rounds.h"

namespace hgm {
namespace {

constexpr uint32_t kBasePages = 256;
constexpr uint32_t kHugePages = 16;

bool isHuge(const Context& context) { return context.plan.memory == Memory::kHugetlb; }
uint64_t unitOf(Context& context) { return isHuge(context) ? context.plan.pageBytes : context.base(); }

// A file of so many units, or -1 for anonymous memory; other negative numbers where it is refused.
constexpr int kNoFile = -1;
bool fileFor(Context& context, uint32_t units, int& file) {
  file = kNoFile;
  if (context.plan.memory == Memory::kAnonymous) return true;
  file = context.file(isHuge(context) ? context.plan.pageBytes : 0, units * unitOf(context));
  return file >= 0;
}

bool protect(Kernel& kernel, int fd, uintptr_t at, uint64_t bytes, uint64_t mode) {
  abi::ProtectArgs args = {{at, bytes}, mode};
  return kernel.call(SYS_ioctl, fd, static_cast<long>(abi::kIocWriteprotect), pointerTo(&args)) >= 0;
}

// One huge page through sixteen mappings, or as many base pages through one each: mapped and registered.
uint32_t protectable(Context& context, int fd, int file, const Mapping& first, Mapping* windows) {
  windows[0] = first;
  for (uint32_t count = 1; count < kHugePages; ++count) {
    const Mapping next = freshMapping(context.kernel, file, first.length);
    if (!next || !fillPages(context, next, next.length) || !enroll(context.kernel, fd, next, abi::kModeWp))
      return count;
    windows[count] = next;
  }
  return kHugePages;
}

}  // namespace

void timeWriteprotect(Context& context) {
  if (isHuge(context) && !context.plan.borrow) return;
  const uint64_t unit = unitOf(context);
  const uint32_t units = isHuge(context) ? 1 : kBasePages;
  int file = kNoFile;
  if (!fileFor(context, units, file)) return;
  // Reserved, so that the store can't meet an empty pool (see test_mapping.cc).
  const Mapping target = context.map("map", units * unit, file, true);
  if (!target || !fillPages(context, target, unit)) return;
  settle(context, target.base);
  const int fd = context.userfaultfd(0);
  if (fd < 0 || context.registerAll(fd, target, abi::kModeWp) < 0) return;
  Mapping windows[kHugePages] = {target};
  const uint32_t count = isHuge(context) ? protectable(context, fd, file, target, windows) : 1;
  Measurement m(context, isHuge(context) ? "writeprotect.huge" : "writeprotect.base", {unit});
  if (!m) return;
  const auto at = [&](uint32_t i) { return isHuge(context) ? windows[i].base : target.base + i * unit; };
  inRounds(
      m, isHuge(context) ? count : kBasePages,
      [&](uint32_t i) { return protect(context.kernel, fd, at(i), unit, abi::kProtectOn) ? 0L : -1L; },
      [&] {
        return std::all_of(windows, windows + count, [&](const Mapping& each) {
          return protect(context.kernel, fd, each.base, each.length, 0);
        });
      });
}

// The source is warm and stays so: bytes that came over a network have just been written. A gigantic page is
// copied from the zero page, whose every mapping is there already, since as much memory again is not ours to
// take; its figure is that of writing.
void timeCopy(Context& context) {
  if (isHuge(context) && !context.plan.borrow) return;
  const uint64_t unit = unitOf(context);
  const uint32_t units = isHuge(context) ? 1 : kBasePages;
  int file = kNoFile;
  if (!fileFor(context, units, file)) return;
  const Mapping target = context.map("map", units * unit, file);
  const Mapping source = copySource(context, unit);
  if (!target || !source) return;
  constexpr uint64_t kLargestWritten = uint64_t{32} << 20;
  if (unit <= kLargestWritten && !fillPages(context, source, context.base())) return;
  const int fd = context.userfaultfd(0);
  if (fd < 0 || context.registerAll(fd, target, abi::kModeMissing) < 0) return;
  settle(context, source.base);
  Measurement m(context, isHuge(context) ? "copy.huge" : "copy.base", {unit});
  if (!m) return;
  const int empty = context.plan.memory == Memory::kAnonymous ? abi::kMadvDontneed : abi::kMadvRemove;
  inRounds(
      m, units,
      [&](uint32_t i) { return copyIn(context.kernel, fd, target.base + i * unit, source.base, unit); },
      [&] { return adviseAll(context.kernel, target, empty); });
}

// A marker in the page table: no page is taken, and none is ever touched. Each round has a fresh mapping,
// since MADV_DONTNEED leaves the markers of shmem (mm/memory.c, zap_nonpresent_ptes); its first unit is
// poisoned outside of what is timed, which makes the page tables.
void timePoison(Context& context) {
  const uint64_t unit = unitOf(context);
  const uint32_t units = isHuge(context) ? kHugePages : kBasePages;
  int file = kNoFile;
  if (!fileFor(context, units + 1, file)) return;
  Mapping target = context.map("map", (units + 1) * unit, file);
  const int fd = target ? context.userfaultfd(0) : -1;
  if (fd < 0 || context.registerAll(fd, target, abi::kModeMissing) < 0) return;
  const auto poison = [&](uint32_t i) {
    abi::FillArgs args = {{target.base + i * unit, unit}, 0, 0};
    return context.kernel.call(SYS_ioctl, fd, static_cast<long>(abi::kIocPoison), pointerTo(&args));
  };
  if (context.fill(Role::kTest, "poison", abi::kIocPoison, fd, target, 0, unit) < 0) return;
  settle(context, 0);
  Measurement m(context, isHuge(context) ? "poison.huge" : "poison.base", {unit});
  if (!m) return;
  inRounds(
      m, units, [&](uint32_t i) { return poison(i + 1); },
      [&] {
        context.unmap(target);
        target = freshMapping(context.kernel, file, (units + 1) * unit);
        return target && enroll(context.kernel, fd, target, abi::kModeMissing) && poison(0) >= 0;
      });
}

}  // namespace hgm
