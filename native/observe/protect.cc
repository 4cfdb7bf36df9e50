// WRITEPROTECT and RWPROTECT: does a protected page stop a store, or any access?
#include "kernel/abi.h"
#include "observe/experiments.h"
#include "observe/rooms.h"

namespace hgm {
namespace {

struct Protection {
  unsigned long command;
  uint64_t mode;
  uint64_t features;
  bool stopsLoads;
};

int descriptorFor(Lab& lab, const Mapping& mapping, const Protection& kind) {
  const int fd = lab.openDescriptor();
  if (fd < 0) return fd;
  // A kernel that does not know the feature leaves the descriptor fresh; REGISTER then says what it lacks.
  const long asked = lab.api(fd, abi::kFeatureSigbus | kind.features, Role::kSetup, "api");
  if (asked < 0 && (kind.features == 0 || lab.api(fd, abi::kFeatureSigbus, Role::kSetup, "api_plain") < 0))
    return -1;
  return lab.registerAll(fd, mapping, kind.mode) < 0 ? -1 : fd;
}

void effect(Lab& lab, const char* step, const Mapping& mapping, const Protection& kind) {
  const uintptr_t at = mapping.base + kProbePage * lab.base();
  const Access access = kind.stopsLoads ? lab.kernel.load(at) : lab.kernel.store(at, 0);
  lab.look(step, kind.stopsLoads ? "load" : "store", "changed", access.signal != 0 ? 1 : 0);
}

void protectPages(Lab& lab, const Protection& kind) {
  const bool hugetlb = lab.plan.memory == Memory::kHugetlb;
  if (hugetlb) {
    const Room plain = formRoom(lab, Memory::kAnonymous);
    const int fd = plain ? descriptorFor(lab, plain.primary, kind) : -1;
    if (fd >= 0) lab.protect(Role::kControl, "form", kind.command, fd, plain.primary, 0, lab.base());
  }
  // A page in the mapping itself: protecting a hole leaves only a marker, and a touch would take a page.
  const bool filled = !hugetlb || lab.plan.borrow;
  const Room room = filled ? filledRoom(lab) : emptyRoom(lab, 1);
  if (!room) return;
  const uint64_t at = kProbePage * lab.base();
  if (filled && room.alias) lab.store("store_primary", room.primary, at, kProbeByte);
  const int fd = descriptorFor(lab, room.primary, kind);
  if (fd < 0) return;
  if (lab.protect(Role::kTest, "base", kind.command, fd, room.primary, at, lab.base()) >= 0 && filled) {
    effect(lab, "base_effect", room.primary, kind);
  }
  if (!hugetlb) return;
  if (lab.protect(Role::kTest, "huge", kind.command, fd, room.primary, 0, room.unit) >= 0 && filled) {
    effect(lab, "huge_effect", room.primary, kind);
  }
}

}  // namespace

void writeProtect(Lab& lab) { protectPages(lab, {abi::kIocWriteprotect, abi::kModeWp, 0, false}); }

void readWriteProtect(Lab& lab) {
  protectPages(lab, {abi::kIocRwprotect, abi::kModeRwp, abi::kFeatureRwp, true});
}

}  // namespace hgm
