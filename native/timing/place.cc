#include "timing/place.h"

#include <sys/syscall.h>

namespace hgm {
namespace {

constexpr long kNodeOfAddress = 1 | 2;  // MPOL_F_NODE | MPOL_F_ADDR, include/uapi/linux/mempolicy.h

int nodeOf(Kernel& kernel, uintptr_t page) {
  int node = -1;
  const long result =
      kernel.call(SYS_get_mempolicy, pointerTo(&node), 0, 0, static_cast<long>(page), kNodeOfAddress);
  return result < 0 ? -1 : node;
}

// Moves to a CPU of that node. False where no CPU that this process may use is there.
bool moveTo(Kernel& kernel, int node) {
  const Cpus cpus = allowedCpus(kernel);
  for (int cpu = cpus.next(0); cpu >= 0; cpu = cpus.next(static_cast<size_t>(cpu) + 1)) {
    if (pinTo(kernel, cpu) && currentPlace(kernel).node == node) return true;
  }
  return false;
}

}  // namespace

int Cpus::next(size_t from) const {
  for (size_t cpu = from; cpu < kMost; ++cpu) {
    if (has(cpu)) return static_cast<int>(cpu);
  }
  return -1;
}

size_t Cpus::count() const {
  size_t all = 0;
  for (const uint64_t word : bits) all += static_cast<size_t>(__builtin_popcountll(word));
  return all;
}

Cpus allowedCpus(Kernel& kernel) {
  Cpus cpus;
  if (kernel.call(SYS_sched_getaffinity, 0, sizeof cpus.bits, pointerTo(cpus.bits)) < 0) return {};
  return cpus;
}

bool pinTo(Kernel& kernel, int cpu) {
  Cpus one;
  if (cpu < 0 || static_cast<size_t>(cpu) >= Cpus::kMost) return false;
  one.bits[cpu / 64] = uint64_t{1} << (cpu % 64);
  return kernel.call(SYS_sched_setaffinity, 0, sizeof one.bits, pointerTo(one.bits)) >= 0;
}

Place currentPlace(Kernel& kernel) {
  unsigned cpu = 0;
  unsigned node = 0;
  if (kernel.call(SYS_getcpu, pointerTo(&cpu), pointerTo(&node), 0) < 0) return {};
  return {static_cast<int>(cpu), static_cast<int>(node)};
}

void settle(Context& context, uintptr_t page) {
  const Place here = currentPlace(context.kernel);
  context.place.node = page == 0 ? -1 : nodeOf(context.kernel, page);
  const bool chosen = context.plan.cpu >= 0;
  const bool far = !chosen && context.place.node >= 0 && here.node >= 0 && here.node != context.place.node;
  // A node of memory alone (CXL) has no CPU: then back to where the child was.
  const bool pinned = (far && moveTo(context.kernel, context.place.node)) ||
                      pinTo(context.kernel, chosen ? context.plan.cpu : here.cpu);
  context.place.cpu = pinned ? currentPlace(context.kernel).cpu : -1;
}

}  // namespace hgm
