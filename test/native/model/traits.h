// Which kernel the model is, and what it grants the caller.
#pragma once

#include <cstdint>
#include <map>

namespace model {

// The HGM patches, by the way they are asked for.
enum class Patch : uint8_t { kNone, kRfcV1, kRfcV2, kRfcV2Off, kMadvSplit };

constexpr int32_t kDeviceMinor = 126;  // of /dev/userfaultfd: any that is free will do
constexpr uint64_t k2M = uint64_t{2} << 20;
constexpr uint64_t k1G = uint64_t{1} << 30;

struct Traits {
  int version = 618;  // major * 100 + minor: 510, 515, 601, 618, 703
  Patch patch = Patch::kNone;
  bool root = true;           // CAP_SYS_PTRACE, and the device's mode is no obstacle
  bool sysctl = false;        // vm.unprivileged_userfaultfd
  bool deviceNode = true;     // /dev/userfaultfd stands
  bool otherNode = false;     // another device stands at its place
  bool seccomp = false;       // a filter answers userfaultfd(2) with EPERM, as container runtimes do
  bool memoryFailure = true;  // CONFIG_MEMORY_FAILURE, as distributions have it
  uint64_t basePageBytes = 4096;
  std::map<uint64_t, uint64_t> pools = {{k2M, 4}, {k1G, 2}};  // free pages by size

  bool since(int first) const { return version >= first; }
  // Whether HGM is compiled in and on.
  bool hgm() const { return patch != Patch::kNone && patch != Patch::kRfcV2Off; }
  uint64_t features() const;
  uint64_t apiIoctls() const;
};

Traits stock(int version);
// The patches on the kernel that they were run on, 6.1.
Traits patched(Patch patch);

}  // namespace model
