// What one experiment has open, so that the next one in the same child can begin with nothing of it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace hgm {

// A test mapping. Offsets count from its start; nothing ever unmaps or protects a part of one.
struct Mapping {
  uintptr_t base = 0;
  uint64_t length = 0;
  explicit operator bool() const { return base != 0; }
};

struct Resources {
  static constexpr size_t kDescriptors = 256;
  static constexpr size_t kMappings = 64;

  int descriptors[kDescriptors];
  size_t descriptorCount = 0;
  Mapping mappings[kMappings];
  size_t mappingCount = 0;
  long thread = 0;       // the last one that was started
  bool complete = true;  // false: there is more than is noted here

  void opened(long fd) {
    if (descriptorCount == kDescriptors) {
      complete = false;
    } else {
      descriptors[descriptorCount++] = static_cast<int>(fd);
    }
  }

  void closed(long fd) {
    for (size_t i = 0; i < descriptorCount; ++i) {
      if (descriptors[i] != fd) continue;
      descriptors[i] = descriptors[--descriptorCount];
      return;
    }
  }

  void mapped(const Mapping& mapping) {
    if (mappingCount == kMappings) {
      complete = false;
    } else {
      mappings[mappingCount++] = mapping;
    }
  }

  void unmapped(const Mapping& mapping) {
    for (size_t i = 0; i < mappingCount; ++i) {
      if (mappings[i].base != mapping.base) continue;
      mappings[i] = mappings[--mappingCount];
      return;
    }
  }
};

}  // namespace hgm
