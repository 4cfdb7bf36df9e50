#include "timing/fault_field.h"

#include <algorithm>

#include "kernel/abi.h"
#include "observe/hgm.h"
#include "timing/calls.h"
#include "timing/granular.h"

namespace hgm {
namespace {

// Whole pages that a thread touches in a round, each through a mapping of its own.
constexpr uint32_t kWholeTouches = 4;

// Consecutive base pages for each thread.
void deal(const FaultField& field, Faulter* faulters, uint32_t threads, uint32_t touches) {
  uintptr_t at = field.whole.base;
  for (Faulter* each = faulters; each < faulters + threads; ++each) {
    each->touches = touches;
    for (uint32_t i = 0; i <= touches; ++i, at += field.unit) each->pages[i] = at;
  }
}

FaultField shmemField(Lab& lab, Faulter* faulters, uint32_t threads) {
  const uint64_t length = uint64_t{threads} * (kMostTouches + 1) * lab.base();
  const int file = lab.file(0, length);
  if (file < 0) return {};
  const Mapping alias = lab.map("alias", length, file);
  const Mapping target = lab.map("map", length, file);
  if (!alias || !target || !fillPages(lab, alias, lab.base())) return {};
  const int fd = lab.userfaultfd(0);
  if (fd < 0 || lab.registerAll(fd, target, abi::kModeMinor) < 0) return {};
  const FaultField field = {fd, lab.base(), alias.base, target, 0};
  deal(field, faulters, threads, kMostTouches);
  return field;
}

FaultField anonymousField(Lab& lab, Faulter* faulters, uint32_t threads) {
  const Mapping source = copySource(lab, lab.base());
  const Mapping target = lab.map("map", uint64_t{threads} * (kMostTouches + 1) * lab.base(), -1);
  if (!source || !target) return {};
  const int fd = lab.userfaultfd(0);
  if (fd < 0 || lab.registerAll(fd, target, abi::kModeMissing) < 0) return {};
  const FaultField field = {fd, lab.base(), source.base, target, source.base};
  deal(field, faulters, threads, kMostTouches);
  return field;
}

FaultField granularField(Lab& lab, Faulter* faulters, uint32_t threads, const Room& room) {
  // The handler must be told which base page it is: by default hugetlb faults are rounded to the huge page.
  const int fd = lab.userfaultfd(featuresOf(lab.plan.dialect) | abi::kFeatureExactAddress);
  if (fd < 0 || !isGranular(lab, fd, room)) return {};
  lab.unmap(room.primary);
  const FaultField field = {fd, lab.base(), room.alias.base, granularMapping(lab, fd, room), 0};
  const uint64_t each = room.unit / lab.base() / threads;
  if (!field.whole || each < 2) return {};
  deal(field, faulters, threads, static_cast<uint32_t>(std::min<uint64_t>(each - 1, kMostTouches)));
  return field;
}

FaultField wholeField(Lab& lab, Faulter* faulters, uint32_t threads, const Room& room) {
  const int fd = lab.userfaultfd(0);
  if (fd < 0 || lab.registerAll(fd, room.primary, abi::kModeMinor) < 0) return {};
  for (uint32_t thread = 0; thread < threads; ++thread) {
    faulters[thread].touches = kWholeTouches;
    for (uint32_t i = 0; i <= kWholeTouches; ++i) {
      const Mapping window = freshMapping(lab.kernel, room.fd, room.unit);
      if (!window || !enroll(lab.kernel, fd, window, abi::kModeMinor)) return {};
      faulters[thread].pages[i] = window.base;
    }
  }
  return {fd, room.unit, room.alias.base, {}, 0};
}

}  // namespace

FaultField makeField(Lab& lab, Faulter* faulters, uint32_t threads) {
  if (lab.plan.memory == Memory::kAnonymous) return anonymousField(lab, faulters, threads);
  if (lab.plan.memory == Memory::kShmem) return shmemField(lab, faulters, threads);
  const bool whole = lab.plan.dialect == Dialect::kNone;
  if (!lab.plan.borrow || (!whole && !takesBasePages(lab))) return {};
  const Room room = filledRoom(lab);
  if (!room) return {};
  return whole ? wholeField(lab, faulters, threads, room) : granularField(lab, faulters, threads, room);
}

bool clearField(Lab& lab, const FaultField& field, const Faulter* faulters, uint32_t threads) {
  if (field.whole && lab.plan.memory == Memory::kHugetlb)
    return adviseAll(lab.kernel, field.whole, abi::kMadvDontneed);
  for (const Faulter* each = faulters; each < faulters + threads; ++each) {
    // Of shmem each thread's part by itself: see time_batch.cc for what a longer range would free.
    const uint32_t mappings = field.whole ? 1 : each->touches + 1;
    const uint64_t length = field.whole ? (each->touches + 1) * field.unit : field.unit;
    for (uint32_t i = 0; i < mappings; ++i) {
      if (!adviseAll(lab.kernel, {each->pages[i], length}, abi::kMadvDontneed)) return false;
    }
  }
  return true;
}

}  // namespace hgm
