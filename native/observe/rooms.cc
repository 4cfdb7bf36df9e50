#include "observe/rooms.h"

#include "kernel/abi.h"

namespace hgm {
namespace {

constexpr uint64_t kPlainPages = 16;

Room make(Lab& lab, Memory memory, uint64_t units, bool withAlias) {
  Room room;
  const bool huge = memory == Memory::kHugetlb;
  room.unit = huge ? lab.plan.pageBytes : lab.base();
  const uint64_t length = huge ? units * room.unit : kPlainPages * room.unit;
  if (memory != Memory::kAnonymous) {
    room.fd = lab.file(huge ? room.unit : 0, length);
    if (room.fd < 0) return room;
  }
  if (withAlias) {
    // Reserved, so that the store below can't meet an empty pool and a guest's page is never raced for.
    room.alias = lab.map("alias", length, room.fd, true);
    if (!room.alias) return room;
  }
  room.primary = lab.map("map", length, room.fd);
  return room;
}

}  // namespace

Room emptyRoom(Lab& lab, uint64_t units) { return make(lab, lab.plan.memory, units, false); }

Room filledRoom(Lab& lab) {
  const bool anonymous = lab.plan.memory == Memory::kAnonymous;
  Room room = make(lab, lab.plan.memory, 1, !anonymous);
  if (!room) return room;
  const Mapping& target = anonymous ? room.primary : room.alias;
  if (lab.store("store", target, kProbePage * lab.base(), kProbeByte).signal != 0 ||
      lab.store("store_neighbour", target, kNeighbourPage * lab.base(), kNeighbourByte).signal != 0) {
    room.primary = {};
  }
  return room;
}

Mapping copySource(Lab& lab, uint64_t length) {
  const Mapping source = lab.map("source", length, -1);
  if (!source) return source;
  for (uint64_t at = lab.base(); at < length; at += lab.base()) lab.kernel.load(source.base + at);
  if (lab.store("store_source", source, 0, kCopiedByte).signal != 0) return {};
  return source;
}

uint64_t alignedLength(Lab& lab) {
  return lab.plan.thpBytes != 0 ? lab.plan.thpBytes : kPlainPages * lab.base();
}

// The address is found with memory that is given back first.
Mapping alignedMapping(Lab& lab, const char* step, int fd) {
  const uint64_t huge = alignedLength(lab);
  const Mapping twice = lab.map("map_twice", 2 * huge, -1);
  if (!twice) return {};
  lab.unmap(twice);
  return lab.map(step, huge, fd, false, (twice.base + huge - 1) / huge * huge);
}

Room formRoom(Lab& lab, Memory memory) { return make(lab, memory, 1, false); }

int roomDescriptor(Lab& lab, const Mapping& mapping, uint64_t mode) {
  const int fd = lab.userfaultfd(abi::kFeatureSigbus);
  if (fd >= 0 && lab.registerAll(fd, mapping, mode) < 0) return -1;
  return fd;
}

void lookForByte(Lab& lab, const char* step, const Mapping& mapping, uint64_t offset, uint8_t expected) {
  const Access access = lab.kernel.load(mapping.base + offset);
  lab.look(step, "load", "changed", access.signal == 0 && access.byte == expected ? 1 : 0);
}

}  // namespace hgm
