// A virtual machine with one vCPU inside of an experiment: memory of the experiment is shown to it, and it is
// asked what its second stage of translation makes of that. No guest code runs but two instructions.
#pragma once

#include <cerrno>

#include "kernel/kvm_abi.h"
#include "observe/context.h"

namespace hgm {

class Guest {
 public:
  explicit Guest(Context& context) : context_(context) {}

  // The device, its version, a machine: false where a call was refused. To open the node where no driver is
  // behind it would have the kernel load a module (drivers/char/misc.c, misc_open, asks modprobe for
  // char-major-10-232): so none of this is planned where /proc/misc has no line for kvm, and no other device
  // is opened.
  bool open(Role role = Role::kSetup);
  // Its vCPU, which is at its reset vector.
  bool addCpu(Role role = Role::kSetup);
  bool start() { return open() && addCpu(); }

  long device() const { return device_; }
  long machine() const { return machine_; }
  long extension(long capability);

  // Shows that memory, from its beginning, to the guest. What was shown before is taken away first. `flags`
  // of the slot.
  bool show(const char* step, const Mapping& memory, uint32_t flags = 0);
  // The same of a guest_memfd that is mapped there, as the first that this machine is shown.
  bool showFile(const char* step, const Mapping& memory, int file);
  // The same memory with other flags.
  bool showWith(const char* step, uint32_t flags);

  // Has the guest touch that range of the memory that is shown: by KVM_PRE_FAULT_MEMORY, which maps as a
  // fault of the vCPU that reads would, where it is. Else the vCPU stores to the last base page of the range.
  // 0: it was there; -EFAULT: it was not.
  long touch(Role role, const char* step, uint64_t offset, uint64_t length);
  // KVM_PRE_FAULT_MEMORY of a range alone.
  long preFault(Role role, const char* step, uint64_t offset, uint64_t length);
  // Has touchQuietly() touch as that guest does, which found out by what; false where it can't.
  bool readyToTouchAs(const Guest& other);
  // The name of its call.
  const char* touching() const;
  // In another thread, and so with nothing written down: the base page there is touched, as touch() does.
  // 0: it was there, or somebody served it meanwhile; else a negative errno.
  long touchQuietly(uint64_t offset);
  // The vCPU stores a byte there. A second at the most. -EIO where it came back for another reason.
  long run(Role role, const char* step, uint64_t offset);
  // The same where the vCPU is ready to run, with nothing written down and no deadline.
  long runQuietly(uint64_t offset);
  bool readyToRun();
  // KVM_PRE_FAULT_MEMORY of a range, with nothing written down, as often as it takes. 0 or a negative errno.
  long preFaultQuietly(uint64_t offset, uint64_t length);
  // The slot of what is shown, with other flags and nothing written down. 0 or a negative errno.
  long flagQuietly(uint32_t flags);

  // How many pages of each size the second stage maps, by the counters of the machine; and how many of the
  // base pages are of the guest's code.
  void lookAtPages(const char* step);

 private:
  // Where a guest finds what is shown, and its code: a page of its own, so that an instruction can be fetched
  // whatever becomes of the memory. A KVM that emulates its guest's instructions puts a line into the
  // kernel's log for each that it can't fetch (seen of kvm_pvm).
  static constexpr uint64_t kMemory = uint64_t{1} << 30;
  static constexpr uint64_t kCode = uint64_t{1} << 20;
  static constexpr char kRunCall[] = "ioctl(KVM_RUN)";

  // How KVM_RUN came back: `done` at the end of the code.
  struct Ran {
    long answer;
    uint8_t reason;
    bool done;
    long verdict() const { return answer < 0 ? answer : done ? 0 : -EIO; }
  };
  Ran runOnce(uint64_t offset);
  bool setRegion(const char* step, const abi::KvmMemoryRegion& region);
  abi::KvmMemoryRegion region(uint64_t bytes) const;
  bool showCode();
  bool setMode();
  // To the first instruction, and the address that it stores to.
  bool aim(uint64_t offset);
  bool makeTimer();
  void setTimer(int64_t seconds);

  Context& context_;
  long device_ = -1;
  long machine_ = -1;
  long cpu_ = -1;
  Mapping state_ = {};  // struct kvm_run
  int32_t timer_ = -1;
  Mapping memory_ = {};
  uint32_t flags_ = 0;
  bool preFaults_ = true;
  bool ran_ = false;
};

}  // namespace hgm
