// A kernel that answers behind the seam as the recorded facts say: a reading of the tables of stock and
// patched kernels, made apart from the experiments. One experiment at a time; deterministic, on a clock of
// its own. Of the pointers that a call takes only those of argument structs, paths and buffers are real.
#pragma once

#include <poll.h>

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "kernel/abi.h"
#include "kernel/journal.h"
#include "kernel/kernel.h"
#include "model/machine.h"
#include "model/memory.h"
#include "model/traits.h"

namespace model {

// A call as an override sees it.
struct Asked {
  size_t ordinal;    // counts the calls of an experiment from 0
  long number;       // of the system call
  long a, b, c, d;   // its first arguments; b is the command of an ioctl
  std::string step;  // of the journal, where this is the call that the step is about; else empty
};

struct Thread;

// A message of a userfaultfd. Who caused an event that is no fault runs on when it was read.
struct Pending {
  hgm::abi::Message message;
  Thread* waits;
};

struct Descriptor {
  // kNode: the device, looked at and not opened (O_PATH).
  enum class Kind { kUserfaultfd, kNode, kDevice, kFile, kText, kPagemap } kind;
  std::shared_ptr<File> file = nullptr;
  std::string text = {};
  size_t position = 0;
  bool ready = false;  // UFFDIO_API went well
  bool userModeOnly = false;
  uint64_t enabled = 0;              // features
  std::deque<Pending> pending = {};  // messages that nobody has read yet
};

class Model final : public hgm::Kernel {
 public:
  explicit Model(Traits kernelTraits);
  ~Model();
  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;

  long call(long number, long a, long b, long c, long d, long e, long f) override;
  hgm::Access load(uintptr_t address) override;
  hgm::Access store(uintptr_t address, uint8_t byte) override;
  void touch(uintptr_t address) override;
  void copyBytes(uintptr_t to, uintptr_t from, uint64_t bytes) override;
  uint64_t now() override { return clock_ += 10; }
  long spawn(int (*body)(void*), void* argument, void* stackTop) override;
  uint64_t basePageBytes() override { return traits.basePageBytes; }

  const Traits traits;
  // Answers instead of the kernel where it gives a value.
  std::function<std::optional<long>(const Asked&)> instead;
  // Nanoseconds that a call takes, 100 where nothing is set; a reading of the clock takes 10.
  std::function<uint64_t(const Asked&)> lasts;
  Machine machine;
  const hgm::Journal* journal = nullptr;  // whose steps overrides may name
  size_t calls = 0;
  std::map<uint64_t, Pool> pools;
  std::vector<std::string> log;   // lines that a real kernel would have written to its log
  std::vector<std::string> harm;  // a BUG, a hang, a thread that nobody wakes

  // The step that a call made now belongs to; each entry of the journal has one call.
  std::string currentStep(long number, long command);
  // The end of the process: every mapping and descriptor goes.
  void exitProcess();
  // Mappings and descriptors that are open.
  size_t left() const { return space_.vmas.size() + table_.size(); }
  void enterThread();  // for the trampoline of a thread only; in the thread itself

 private:
  long dispatch(long number, long a, long b, long c, long d, long e);
  Descriptor* descriptor(long fd);
  long add(Descriptor made);

  // files.cc
  long memfd(uint64_t flags);
  long truncate(long fd, uint64_t length);
  long open(const char* path, long flags);
  long read(long fd, char* buffer, uint64_t length);
  long close(long fd);
  long map(uintptr_t hint, uint64_t length, long flags, long fd);
  long unmap(uintptr_t start, uint64_t length);
  long stat(long fd, void* status);
  long find(const char* path) const;
  long statfs(long fd, void* status);
  // text.cc
  std::string smaps();
  std::string fdinfo(const Descriptor& of) const;
  // userfaultfd.cc
  long openUserfaultfd(uint64_t flags);
  long ioctl(long fd, unsigned long command, long argument);
  long api(Descriptor& of, hgm::abi::ApiArgs& args);
  long registerRange(int fd, const Descriptor& of, hgm::abi::RegisterArgs& args);
  bool takes(const Vma& vma, uint64_t modes) const;
  uint64_t ioctlsOf(const Vma& vma, uint64_t modes) const;
  // fill.cc
  bool plainRange(uint64_t start, uint64_t length) const;
  bool granular(const Descriptor& of, const Vma& vma) const;
  uint64_t largestLeaf(const Vma& vma, uintptr_t at, uint64_t left) const;
  long resume(int fd, const Descriptor& of, hgm::abi::FillArgs& args);
  int64_t resumePages(const Descriptor& of, uintptr_t start, uint64_t length, bool isProtected);
  long copy(int fd, hgm::abi::CopyArgs& args);
  int64_t fillPages(uintptr_t start, uint64_t length, uintptr_t source, bool isProtected);
  bool isMapped(uintptr_t source, uint64_t length);
  void copyBytes(Page& to, uintptr_t source, uint64_t length);
  long zero(int fd, hgm::abi::FillArgs& args);
  long poison(int fd, hgm::abi::FillArgs& args);
  // protect.cc
  long protect(const hgm::abi::ProtectArgs& args, uint64_t mode);
  void mark(Vma& vma, uintptr_t start, uint64_t length, bool on);
  long setMode(Descriptor& of, const hgm::abi::SetModeArgs& args);
  long pagemap(long fd, uint64_t* entry, uint64_t length, uint64_t offset);
  long scan(hgm::abi::ScanArgs& args);
  long move(hgm::abi::MoveArgs& args);
  // advice.cc
  long advise(uintptr_t start, uint64_t length, int advice);
  long adviseVma(Vma& vma, uintptr_t start, uint64_t length, int advice);
  long dontneed(const Vma& vma, uintptr_t start, uint64_t length);
  long remove(const Vma& vma, uintptr_t start, uint64_t length);
  long collapse(Vma& vma, uintptr_t start, uint64_t length);
  long split(const Vma& vma, uintptr_t start, uint64_t length);
  long mincore(uintptr_t start, uint64_t length, uint8_t* vector);
  long mprotect(uintptr_t start, uint64_t length);
  // fault.cc
  hgm::Access touch(uintptr_t address, const uint8_t* stored, bool byKernel);
  bool wantsEvent(const Vma& vma, const Leaf* leaf, uintptr_t address, bool storing) const;
  bool isLifted(Vma& vma, Leaf* leaf, uintptr_t address, bool storing);
  bool makeOwn(const Vma& vma, Leaf& leaf, uintptr_t address);
  PagePtr newPage(const Vma& vma);
  bool faultIn(Vma& vma, uintptr_t address);
  void block(Descriptor& of, int fd, const Vma& vma, uintptr_t address, uint64_t flags);
  // Tells of what a thread did to a range, if the descriptor asked for it, and waits until that was read.
  void tell(const Vma& vma, uint64_t feature, const hgm::abi::Message& message);
  long remap(uintptr_t start, uint64_t length, long flags, uintptr_t to);
  long writeTime(uintptr_t target);
  void wake(int fd, uintptr_t start, uint64_t length);
  // threads.cc
  void resumeThread(Thread& thread);
  bool threadsAreGone() const;
  long futex(const uint32_t* word, long operation, uint32_t value);
  long poll(struct pollfd* waiting, uint64_t count);

  Space space_;
  std::map<int, Descriptor> table_;
  int nextFd_ = 3;
  uint64_t clock_ = 1'000'000;
  std::vector<std::unique_ptr<Thread>> threads_;
  Thread* running_ = nullptr;          // the one that is not the main thread, where one of them runs
  const hgm::Entry* asked_ = nullptr;  // the entry whose call was made last, and what was called
  long askedNumber_ = 0, askedCommand_ = 0;
};

}  // namespace model
