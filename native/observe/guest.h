// A virtual machine with one vCPU inside of an experiment: memory of the experiment is shown to it, and it is
// asked what its second stage of translation makes of that. No guest code runs but two or three instructions.
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

  // Shows the beginning of the mapping, up to `end`, as the guest's memory below 4 GiB: the last base page of
  // it is the one that a vCPU begins on. What was shown before is taken away first. `flags` of the
  // slot.
  bool show(const char* step, const Mapping& memory, uint64_t end, uint32_t flags = 0);
  // The same memory with other flags.
  bool showWith(const char* step, uint32_t flags);

  // Has the guest touch that range of the memory that is shown: by KVM_PRE_FAULT_MEMORY, which maps as a
  // fault of the vCPU that reads would, where it is. Else the vCPU runs on the last base page of the range.
  // 0: it was there; -EFAULT: it was not.
  long touch(Role role, const char* step, uint64_t offset, uint64_t length);
  // Has touchLast() touch as that guest does, which found out by what; false where it can't.
  bool readyToTouchAs(const Guest& other);
  // The name of its call.
  const char* touching() const;
  // In another thread, and so with nothing written down: the vCPU touches the last base page of what is
  // shown, as touch() does. 0: it was there, or somebody served it meanwhile; else a negative errno.
  long touchLast();
  // The vCPU runs on the last base page of what is shown: it fetches an instruction there, writes a byte to
  // it and halts. A second at the most. -EIO where it came back for another reason.
  long run(Role role, const char* step);

  // How many pages of each size the second stage maps, by the counters of the machine.
  void lookAtPages(const char* step);

 private:
  // Of the guest's memory: the reset vector of x86 is 16 bytes below.
  static constexpr uint64_t kEnd = uint64_t{1} << 32;
  static constexpr char kRunCall[] = "ioctl(KVM_RUN)";

  // How KVM_RUN came back: `done` at the end of the code.
  struct Ran {
    long answer;
    uint8_t reason;
    bool done;
    long verdict() const { return answer < 0 ? answer : done ? 0 : -EIO; }
  };
  Ran runOnce();
  long preFaultRange(uint64_t offset, uint64_t length);
  long preFault(Role role, const char* step, uint64_t offset, uint64_t length);
  bool setRegion(const char* step, uint64_t bytes, uint32_t flags);
  bool readyToRun();
  // Where it does not begin there by itself.
  bool atFirstInstruction();
  bool makeTimer();
  void setTimer(int64_t seconds);

  Context& context_;
  long device_ = -1;
  long machine_ = -1;
  long cpu_ = -1;
  Mapping state_ = {};  // struct kvm_run
  int32_t timer_ = -1;
  Mapping memory_ = {};
  uint64_t shown_ = 0;
  uint32_t flags_ = 0;
  bool preFaults_ = true;
};

// What COPY puts in place for a guest: zeroes, and the code of Guest::run() in each huge page's last base
// page.
Mapping guestSource(Context& context, uint64_t length);

}  // namespace hgm
