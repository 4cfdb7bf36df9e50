// A small KVM over a model kernel: one machine, a slot for memory and one for the code, and a second stage
// that maps what the model has mapped. What a vCPU finds is what a touch by the kernel would find there.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "kernel/kvm_abi.h"
#include "model/model.h"

namespace harness {

struct KvmTraits {
  long openErrno = 0;    // of the device itself
  long vmErrno = 0;      // of KVM_CREATE_VM
  bool preFault = true;  // KVM_PRE_FAULT_MEMORY is there
  bool shadow = false;   // and refused with EOPNOTSUPP
  bool stats = true;
  bool eager = true;           // a dirty log splits at once
  bool annotates = false;      // KVM_EXIT_MEMORY_FAULT
  bool emulates = false;       // what a vCPU does: memory that is missing is a device
  bool servesNothing = false;  // a vCPU comes back with EFAULT though its page is there
  bool guestMemfd = true;
};

class Kvm {
 public:
  static constexpr int32_t kMinor = 232;

  Kvm(model::Model& kernel, KvmTraits traits);
  Kvm(const Kvm&) = delete;
  Kvm& operator=(const Kvm&) = delete;

  size_t runs = 0;

 private:
  std::optional<long> answer(const model::Asked& asked);
  std::optional<long> ioctl(const model::Asked& asked);
  long setRegion(const hgm::abi::KvmMemoryRegion& region);
  long preFault(hgm::abi::KvmPreFault& range);
  long run();
  long readStats(void* to, uint64_t bytes, uint64_t at);
  bool touch(uintptr_t address);
  void mapPage(uintptr_t address);

  model::Model& kernel_;
  const KvmTraits traits_;
  hgm::abi::KvmMemoryRegion slot_ = {};
  hgm::abi::KvmMemoryRegion code_ = {};
  uint64_t aimed_ = 0;  // where the vCPU stores next
  uintptr_t state_ = 0;
  bool collapsed_ = false;
  std::map<uintptr_t, uint64_t> pages_;  // of the second stage, by address and size
};

}  // namespace harness
