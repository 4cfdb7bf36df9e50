// Whether a descriptor serves faults that the kernel takes: KVM, vhost and read(2) into guest memory all
// do. The kernel is made to write to a missing page of anonymous memory, by a call that needs nothing else
// and that no filter refuses; a descriptor that does not serve it gives EFAULT.
#include <sys/syscall.h>

#include <cerrno>

#include "kernel/abi.h"
#include "observe/experiments.h"
#include "observe/waiter.h"

namespace hgm {
namespace {

void serve(Context& context, long fd) {
  if (fd < 0 || context.api(static_cast<int>(fd), 0) < 0) return;
  const uint64_t page = context.base();
  const Mapping target = context.map("map", page, -1);
  if (!target || context.registerAll(static_cast<int>(fd), target, abi::kModeMissing) < 0) return;
  const auto source = reinterpret_cast<uintptr_t>(besideStack(context));
  Waiter writer(context, faultByKernel, target.base);
  serveOne(context, writer, static_cast<int>(fd), target,
           {"fault", "clock_gettime", "event", 0, page, source});
}

}  // namespace

void kernelFaultsDevice(Context& context) {
  if (context.plan.spareDevice) return;
  const long device = context.openDevice(Role::kSetup, "open");
  if (device >= 0) serve(context, context.openFromDevice(Role::kSetup, "open_new", device));
}

void kernelFaultsSyscall(Context& context) {
  if (!context.plan.quiet && !context.plan.deviceOnly)
    serve(context, context.openByCall(Role::kSetup, "open", 0));
}

// Not to be run where the kernel may log it: the plan leaves it out there.
void kernelFaultsUserModeOnly(Context& context) {
  if (!context.plan.deviceOnly && !context.plan.spareUserMode)
    serve(context, context.openByCall(Role::kSetup, "open", abi::kUserModeOnly));
}

}  // namespace hgm
