#include "observe/test_mapping.h"

#include "kernel/abi.h"

namespace hgm {
namespace {

constexpr uint64_t kPlainPages = 16;

TestMapping make(Context& context, Memory memory, uint64_t units, bool withAlias) {
  TestMapping test;
  const bool huge = memory == Memory::kHugetlb;
  test.unit = huge ? context.plan.pageBytes : context.base();
  const uint64_t length = huge ? units * test.unit : kPlainPages * test.unit;
  if (memory != Memory::kAnonymous) {
    test.fd = context.file(huge ? test.unit : 0, length);
    if (test.fd < 0) return test;
  }
  if (withAlias) {
    // Reserved, so that the store below can't meet an empty pool and a guest's page is never raced for.
    test.alias = context.map("alias", length, test.fd, true);
    if (!test.alias) return test;
  }
  test.primary = context.map("map", length, test.fd);
  return test;
}

}  // namespace

TestMapping emptyMapping(Context& context, uint64_t units) {
  return make(context, context.plan.memory, units, false);
}

TestMapping filledMapping(Context& context) {
  const bool anonymous = context.plan.memory == Memory::kAnonymous;
  TestMapping test = make(context, context.plan.memory, 1, !anonymous);
  if (!test) return test;
  const Mapping& target = anonymous ? test.primary : test.alias;
  if (context.store("store", target, kProbePage * context.base(), kProbeByte).signal != 0 ||
      context.store("store_neighbour", target, kNeighbourPage * context.base(), kNeighbourByte).signal != 0) {
    test.primary = {};
  }
  return test;
}

Mapping copySource(Context& context, uint64_t length) {
  const Mapping source = context.map("source", length, -1);
  if (!source) return source;
  for (uint64_t at = context.base(); at < length; at += context.base()) context.kernel.load(source.base + at);
  if (context.store("store_source", source, 0, kCopiedByte).signal != 0) return {};
  return source;
}

uint64_t alignedLength(Context& context) {
  return context.plan.thpBytes != 0 ? context.plan.thpBytes : kPlainPages * context.base();
}

// The address is found with memory that is given back first.
Mapping alignedMapping(Context& context, const char* step, int fd, uint64_t length) {
  const Mapping twice = context.map("map_twice", 2 * length, -1);
  if (!twice) return {};
  context.unmap(twice);
  return context.map(step, length, fd, false, (twice.base + length - 1) / length * length);
}

TestMapping alignedTestMapping(Context& context) {
  TestMapping test;
  if (context.plan.memory == Memory::kShmem) {
    test.fd = context.file(0, alignedLength(context));
    if (test.fd < 0) return test;
  }
  test.unit = alignedLength(context);
  test.primary = alignedMapping(context, "map", test.fd, test.unit);
  return test;
}

Mapping basePageAlias(Context& context, const TestMapping& of) {
  const Mapping alias = context.map("alias", of.primary.length, of.fd);
  if (alias) context.advise(Role::kSetup, "advise_alias", alias, 0, alias.length, abi::kMadvNohugepage);
  return alias;
}

TestMapping formMapping(Context& context, Memory memory) { return make(context, memory, 1, false); }

int sigbusDescriptor(Context& context, const Mapping& mapping, uint64_t mode) {
  const int fd = context.userfaultfd(abi::kFeatureSigbus);
  if (fd >= 0 && context.registerAll(fd, mapping, mode) < 0) return -1;
  return fd;
}

void lookForByte(Context& context, const char* step, const Mapping& mapping, uint64_t offset,
                 uint8_t expected) {
  const Access access = context.kernel.load(mapping.base + offset);
  context.look(step, "load", "changed", access.signal == 0 && access.byte == expected ? 1 : 0);
}

}  // namespace hgm
