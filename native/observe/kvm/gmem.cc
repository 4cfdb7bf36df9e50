// guest_memfd: memory that belongs to a machine. With which flags it can be made, and what userfaultfd, a
// hole and a collapse make of it.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/vfs.h>

#include "kernel/abi.h"
#include "observe/experiments.h"
#include "observe/kvm/guest.h"
#include "observe/test_mapping.h"

namespace hgm {
namespace {

constexpr uint64_t kBoth = abi::kGuestMemfdMmap | abi::kGuestMemfdInitShared;

long create(Context& context, const Guest& guest, uint64_t bytes, uint64_t flags) {
  abi::KvmGuestMemfd args = {bytes, flags, {}};
  const StepName step("create_", flags);
  Entry& entry = context.journal.write(Role::kTest, step.text, "ioctl(KVM_CREATE_GUEST_MEMFD)");
  entry.arg("bytes", bytes).arg("flags", flags, Kind::kHex);
  const long fd = context.openWith(entry, SYS_ioctl, guest.machine(),
                                   static_cast<long>(abi::kKvmCreateGuestMemfd), pointerTo(&args));
  struct statfs fs = {};
  if (fd >= 0 && context.kernel.call(SYS_fstatfs, fd, pointerTo(&fs)) >= 0)
    entry.out("type", static_cast<uint32_t>(fs.f_type), Kind::kHex);
  return fd;
}

bool punchHole(Context& context, long fd) {
  Entry& entry = context.journal.write(Role::kTest, "punch", "fallocate");
  entry.arg("offset", 0).arg("length", context.base());
  return context.run(entry, SYS_fallocate, fd, FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE, 0,
                     static_cast<long>(context.base())) >= 0;
}

void punch(Context& context, long fd, const Mapping& memory) {
  if (!punchHole(context, fd)) return;
  lookForByte(context, "punch_effect", memory, 0, 0);
  lookForByte(context, "punch_neighbour", memory, context.base(), kNeighbourByte);
}

struct Mode {
  uint64_t mode, features;
  const char *api, *control, *test;
};

constexpr Mode kModes[] = {
    {abi::kModeMissing, 0, "api_missing", "form_missing", "register_missing"},
    {abi::kModeWp, 0, "api_wp", "form_wp", "register_wp"},
    {abi::kModeMinor, 0, "api_minor", "form_minor", "register_minor"},
    {abi::kModeRwp, abi::kFeatureRwp, "api_rwp", "form_rwp", "register_rwp"},
};

// The control of a mode is the same call on memory of the same length that is no guest_memfd.
void registerIn(Context& context, const Mapping& memory, const Mapping& plain, const Mode& of) {
  const auto tried = [&](const Mapping& mapping, Role role, const char* step) {
    const int fd = context.openDescriptor();
    const bool taken = fd >= 0 && context.api(fd, of.features, Role::kControl, of.api) >= 0 &&
                       context.registerAll(fd, mapping, of.mode, role, step) >= 0;
    if (fd >= 0) context.close(fd);
    return taken;
  };
  if (tried(plain, Role::kControl, of.control)) tried(memory, Role::kTest, of.test);
}

// Of which size the guest's pages are, where all of a huge page range is there.
void lookAtSize(Guest& guest, const Mapping& memory, int file) {
  if (!guest.addCpu() || !guest.showFile("gmem_slot", memory, file)) return;
  guest.touch(Role::kTest, "huge", 0, memory.length);
  guest.lookAtPages("huge_pages");
}

}  // namespace

void guestMemfd(Context& context) {
  Guest guest(context);
  if (!guest.open()) return;
  const uint64_t length = alignedLength(context);
  const long plainFile = create(context, guest, length, 0);
  create(context, guest, length, abi::kGuestMemfdMmap);
  create(context, guest, length, abi::kGuestMemfdInitShared);
  const long fd = create(context, guest, length, kBoth);
  // Flags that this kernel says it takes and that have no name here.
  const long flags = guest.extension(abi::kKvmCapGuestMemfdFlags);
  for (unsigned bit = 2; flags > 0 && bit < 32; ++bit) {
    const uint64_t flag = uint64_t{1} << bit;
    if ((static_cast<uint64_t>(flags) & flag) != 0) create(context, guest, length, flag);
  }
  if (plainFile >= 0) context.map("map_plain", length, static_cast<int>(plainFile));
  if (plainFile >= 0 && fd < 0) punchHole(context, plainFile);
  if (fd < 0) return;
  const Mapping memory = alignedMapping(context, "map", static_cast<int>(fd), length);
  if (!memory) return;
  if (context.store("store", memory, 0, kProbeByte).signal != 0) return;
  if (context.store("store_neighbour", memory, context.base(), kNeighbourByte).signal != 0) return;
  lookForByte(context, "map_effect", memory, 0, kProbeByte);
  punch(context, fd, memory);
  const Mapping plain = context.map("map_form", length, context.file(0, length));
  if (!plain) return;
  for (const Mode& each : kModes) registerIn(context, memory, plain, each);
  if (context.plan.thpBytes == 0) return;
  for (uint64_t at = 0; at < length; at += context.base()) {
    if (context.kernel.store(memory.base + at, kProbeByte).signal != 0) return;
  }
  lookAtSize(guest, memory, static_cast<int>(fd));
  context.advise(Role::kControl, "range", memory, 0, length, abi::kMadvNormal);
  context.advise(Role::kTest, "collapse", memory, 0, length, abi::kMadvCollapse);
}

}  // namespace hgm
