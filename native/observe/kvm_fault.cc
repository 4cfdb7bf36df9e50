// Whether userfaultfd decides what a vCPU finds: a page that is missing is missing for it, served it is
// there, and its neighbour is not. The descriptor answers with SIGBUS, so that a vCPU that finds nothing
// comes back with EFAULT (virt/kvm/kvm_main.c, hva_to_pfn) and nobody has to serve it meanwhile.
#include <sys/mman.h>
#include <sys/syscall.h>

#include "kernel/abi.h"
#include "observe/experiments.h"
#include "observe/guest.h"
#include "observe/test_mapping.h"

namespace hgm {

void kvmFault(Context& context) {
  const bool hugetlb = context.plan.memory == Memory::kHugetlb;
  if (hugetlb && !context.plan.borrow) return;
  Guest guest(context);
  if (!guest.start()) return;
  const TestMapping mapping = emptyMapping(context, 2);
  if (!mapping) return;
  const int fd = sigbusDescriptor(context, mapping.primary, abi::kModeMissing);
  if (fd < 0) return;
  const Mapping source = guestSource(context, mapping.unit);
  const uint64_t length = mapping.primary.length;
  if (!source || !guest.show("kvm_slot", mapping.primary, length)) return;
  const uint64_t page = context.base();
  guest.touch(Role::kTest, "missing", length - page, page);
  if (context.copy(Role::kSetup, "serve", fd, mapping.primary, length - mapping.unit, mapping.unit,
                   source.base) < 0)
    return;
  guest.touch(Role::kTest, "neighbour", length - mapping.unit - page, page);
  guest.touch(Role::kTest, "served", length - page, page);
}

// What a vCPU that touches memory which is not to be had comes back with: whether struct kvm_run says where.
// The memory is there and has no rights: an address that nobody mapped is soon given to somebody else.
void kvmExit(Context& context) {
  Guest guest(context);
  if (!guest.start()) return;
  const Mapping there = guestSource(context, context.base());
  const Mapping closed = context.map("map_closed", context.base(), -1);
  if (!there || !closed) return;
  Entry& none = context.journal.write(Role::kSetup, "protect", "mprotect");
  if (context.run(none, SYS_mprotect, static_cast<long>(closed.base), static_cast<long>(closed.length),
                  PROT_NONE) < 0)
    return;
  if (!guest.show("kvm_slot", closed, closed.length)) return;
  guest.run(Role::kTest, "closed");
  if (guest.show("kvm_slot_there", there, there.length)) guest.run(Role::kControl, "there");
}

}  // namespace hgm
