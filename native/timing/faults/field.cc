#include "timing/faults/field.h"

#include <algorithm>

#include "kernel/abi.h"
#include "observe/hgm/hole.h"
#include "timing/calls.h"
#include "timing/granular.h"

namespace hgm {
namespace {

// Whole pages that a thread touches in a round, each through a mapping of its own.
constexpr uint32_t kWholeTouches = 4;

// What a vCPU meets are faults of the kernel, of which a descriptor of user mode only hears nothing.
enum class Faults : uint8_t { kOfThreads, kOfVcpus };

int descriptorFor(Context& context, Faults faults) {
  if (faults == Faults::kOfThreads) return context.userfaultfd(0);
  const int fd = context.openFull();
  return fd >= 0 && context.api(fd, 0) >= 0 ? fd : -1;
}

// Consecutive base pages for each thread.
void deal(const FaultField& field, Faulter* faulters, uint32_t threads, uint32_t touches) {
  uintptr_t at = field.whole.base;
  for (Faulter* each = faulters; each < faulters + threads; ++each) {
    each->touches = touches;
    for (uint32_t i = 0; i <= touches; ++i, at += field.unit) each->pages[i] = at;
  }
}

FaultField shmemField(Context& context, Faulter* faulters, uint32_t threads, Faults faults) {
  const uint64_t length = uint64_t{threads} * (kMostTouches + 1) * context.base();
  const int file = context.file(0, length);
  if (file < 0) return {};
  const Mapping alias = context.map("alias", length, file);
  const Mapping target = context.map("map", length, file);
  if (!alias || !target || !fillPages(context, alias, context.base())) return {};
  const int fd = descriptorFor(context, faults);
  if (fd < 0 || context.registerAll(fd, target, abi::kModeMinor) < 0) return {};
  const FaultField field = {fd, context.base(), alias.base, target, target, 0};
  deal(field, faulters, threads, kMostTouches);
  return field;
}

FaultField anonymousField(Context& context, Faulter* faulters, uint32_t threads, Faults faults) {
  const Mapping source = copySource(context, context.base());
  const Mapping target = context.map("map", uint64_t{threads} * (kMostTouches + 1) * context.base(), -1);
  if (!source || !target) return {};
  const int fd = descriptorFor(context, faults);
  if (fd < 0 || context.registerAll(fd, target, abi::kModeMissing) < 0) return {};
  const FaultField field = {fd, context.base(), source.base, target, target, source.base};
  deal(field, faulters, threads, kMostTouches);
  return field;
}

FaultField plainField(Context& context, Faulter* faulters, uint32_t threads, Faults faults) {
  const auto field = context.plan.memory == Memory::kShmem ? shmemField : anonymousField;
  return field(context, faulters, threads, faults);
}

FaultField granularField(Context& context, Faulter* faulters, uint32_t threads, const TestMapping& test) {
  // The handler must be told which base page it is: by default hugetlb faults are rounded to the huge page.
  const int fd = context.userfaultfd(featuresOf(context.plan.dialect) | abi::kFeatureExactAddress);
  if (fd < 0 || !isGranular(context, fd, test)) return {};
  context.unmap(test.primary);
  const Mapping target = granularMapping(context, fd, test);
  const FaultField field = {fd, context.base(), test.alias.base, target, target, 0};
  const uint64_t each = test.unit / context.base() / threads;
  if (!field.whole || each < 2) return {};
  deal(field, faulters, threads, static_cast<uint32_t>(std::min<uint64_t>(each - 1, kMostTouches)));
  return field;
}

FaultField wholeField(Context& context, Faulter* faulters, uint32_t threads, const TestMapping& test) {
  const int fd = context.userfaultfd(0);
  if (fd < 0 || context.registerAll(fd, test.primary, abi::kModeMinor) < 0) return {};
  for (uint32_t thread = 0; thread < threads; ++thread) {
    faulters[thread].touches = kWholeTouches;
    for (uint32_t i = 0; i <= kWholeTouches; ++i) {
      const Mapping window = freshMapping(context.kernel, test.fd, test.unit);
      if (!window || !enroll(context.kernel, fd, window, abi::kModeMinor)) return {};
      faulters[thread].pages[i] = window.base;
    }
  }
  return {fd, test.unit, test.alias.base, {}, {}, 0};
}

// Two of them: the memory of a guest ends below 4 GiB (observe/kvm/guest.h), and pages may have 1 GiB.
FaultField wholeGuestField(Context& context, Faulter& faulter, const TestMapping& test) {
  constexpr uint32_t kWindows = 2;
  const int fd = descriptorFor(context, Faults::kOfVcpus);
  const Mapping space = context.map("map_space", (kWindows + 1) * test.unit, -1);
  if (fd < 0 || !space) return {};
  const Mapping range = {(space.base + test.unit - 1) / test.unit * test.unit, kWindows * test.unit};
  faulter.touches = kWindows - 1;
  for (uint32_t i = 0; i < kWindows; ++i) {
    const Mapping window = freshMapping(context.kernel, test.fd, test.unit, range.base + i * test.unit);
    if (!window || !enroll(context.kernel, fd, window, abi::kModeMinor)) return {};
    faulter.pages[i] = window.base;
  }
  return {fd, test.unit, test.alias.base, {}, range, 0};
}

}  // namespace

FaultField makeField(Context& context, Faulter* faulters, uint32_t threads) {
  if (context.plan.memory != Memory::kHugetlb)
    return plainField(context, faulters, threads, Faults::kOfThreads);
  const bool whole = context.plan.dialect == Dialect::kNone;
  if (!context.plan.borrow || (!whole && !takesBasePages(context))) return {};
  const TestMapping test = filledMapping(context);
  if (!test) return {};
  return whole ? wholeField(context, faulters, threads, test)
               : granularField(context, faulters, threads, test);
}

FaultField makeGuestField(Context& context, Faulter& faulter) {
  if (context.plan.memory != Memory::kHugetlb) return plainField(context, &faulter, 1, Faults::kOfVcpus);
  if (!context.plan.borrow) return {};
  const TestMapping test = filledMapping(context);
  return test ? wholeGuestField(context, faulter, test) : FaultField{};
}

bool clearField(Context& context, const FaultField& field, const Faulter* faulters, uint32_t threads) {
  if (field.whole && context.plan.memory == Memory::kHugetlb)
    return adviseAll(context.kernel, field.whole, abi::kMadvDontneed);
  for (const Faulter* each = faulters; each < faulters + threads; ++each) {
    // Of shmem each thread's part by itself: see series/batch.cc for what a longer range would free.
    const uint32_t mappings = field.whole ? 1 : each->touches + 1;
    const uint64_t length = field.whole ? (each->touches + 1) * field.unit : field.unit;
    for (uint32_t i = 0; i < mappings; ++i) {
      if (!adviseAll(context.kernel, {each->pages[i], length}, abi::kMadvDontneed)) return false;
    }
  }
  return true;
}

}  // namespace hgm
