// UFFDIO_REGISTER of one kind of memory: which modes it takes, and which ioctls come back.
#include "kernel/abi.h"
#include "observe/experiments.h"
#include "observe/rooms.h"

namespace hgm {
namespace {

struct Mode {
  const char* step;
  uint64_t bits;
};

constexpr uint64_t kAll = abi::kModeMissing | abi::kModeWp | abi::kModeMinor;
constexpr Mode kModes[] = {
    {"missing", abi::kModeMissing}, {"wp", abi::kModeWp}, {"minor", abi::kModeMinor},
    {"rwp", abi::kModeRwp},         {"all", kAll},        {"sum", kAll | abi::kModeRwp},
};

}  // namespace

void registerModes(Lab& lab) {
  const Room room = emptyRoom(lab, 1);
  if (!room) return;
  for (const Mode& mode : kModes) {
    const int fd = lab.openDescriptor();
    if (fd < 0) return;
    const bool wantsRwp = (mode.bits & abi::kModeRwp) != 0;
    // RWP memory may want its feature asked for; where bit 17 is not known, this descriptor stays fresh.
    const bool ready =
        (wantsRwp && lab.api(fd, abi::kFeatureRwp, Role::kSetup, "api_rwp") >= 0) || lab.api(fd, 0) >= 0;
    // A refusal by a descriptor without an API would be the descriptor's, not the memory's.
    if (ready) lab.registerAll(fd, room.primary, mode.bits, Role::kTest, mode.step);
    // Closing the descriptor takes the registration back: the next one meets fresh memory.
    lab.close(fd);
    if (!ready) return;
  }
}

}  // namespace hgm
