#include "harness/plans.h"

#include <cstring>

#include "model/traits.h"

namespace harness {
namespace {

using hgm::Dialect;
using hgm::Memory;
using hgm::Plan;

constexpr uint64_t kThp = uint64_t{2} << 20;
constexpr Dialect kDialects[] = {Dialect::kRfcV1, Dialect::kRfcV2, Dialect::kMadvSplit};

const std::vector<std::string> kAlone = {"ways",
                                         "kernel_faults.device",
                                         "kernel_faults.syscall",
                                         "kernel_faults.user_mode_only",
                                         "api",
                                         "sizes",
                                         "messages",
                                         "events",
                                         "protection"};
const std::vector<std::string> kAnyMemory = {"register",  "copy",   "zeropage", "poison",   "writeprotect",
                                             "rwprotect", "move",   "wake",     "dontneed", "populate",
                                             "continue",  "remove", "tracking"};

class Planner {
 public:
  explicit Planner(const Wish& wish) : wish_(wish) {}

  void add(const std::string& experiment, Memory memory = Memory::kNone, uint64_t pageBytes = 0,
           Dialect dialect = Dialect::kNone) {
    Plan made = plan(experiment, memory, pageBytes, dialect);
    made.borrow = wish_.borrow.count(pageBytes) != 0;
    made.fillable = wish_.fillable;
    made.quiet = wish_.quiet;
    made.samples = experiment.rfind("time.", 0) == 0 ? wish_.samples : 0;
    made.granuleCount = 0;
    for (const uint64_t size : wish_.sizes) {
      if (size < pageBytes) made.granules[made.granuleCount++] = size;
    }
    plans.push_back(made);
  }

  std::vector<Plan> plans;

 private:
  const Wish& wish_;
};

}  // namespace

Plan plan(const std::string& experiment, Memory memory, uint64_t pageBytes, Dialect dialect) {
  Plan made = {};
  std::strncpy(made.experiment, experiment.c_str(), sizeof made.experiment - 1);
  made.memory = memory;
  made.pageBytes = pageBytes;
  made.dialect = dialect;
  made.fillable = true;
  made.deviceMinor = model::kDeviceMinor;
  made.thpBytes = kThp;
  made.samples = 8;
  made.cpu = -1;
  made.threads = 1;
  made.deadlineMs = 20'000;
  if (pageBytes > kThp) made.granules[made.granuleCount++] = kThp;
  return made;
}

Plan borrowing(const std::string& experiment, uint64_t pageBytes, Dialect dialect) {
  Plan made = plan(experiment, Memory::kHugetlb, pageBytes, dialect);
  made.borrow = true;
  return made;
}

std::vector<Plan> plansOf(const Wish& wish) {
  Planner planner(wish);
  for (const std::string& id : kAlone) planner.add(id);
  for (const Memory memory : {Memory::kAnonymous, Memory::kShmem}) {
    for (const std::string& id : kAnyMemory) {
      if (memory == Memory::kShmem || (id != "continue" && id != "remove")) planner.add(id, memory);
    }
    for (const char* id : {"collapse", "isolation", "regain"}) planner.add(id, memory);
    for (const char* id : {"served", "split"}) planner.add(id, memory);
  }
  planner.add("private", Memory::kShmem);
  for (const uint64_t size : wish.sizes) {
    for (const std::string& id : kAnyMemory) planner.add(id, Memory::kHugetlb, size);
    for (const char* id : {"private", "split.shared", "split.private", "hgm_collapse"})
      planner.add(id, Memory::kHugetlb, size);
    const bool borrowed = wish.borrow.count(size) != 0;
    for (const Dialect dialect : kDialects) {
      planner.add("hgm_hole", Memory::kHugetlb, size, dialect);
      if (borrowed) planner.add("hgm_proof", Memory::kHugetlb, size, dialect);
      for (const char* id : {"time.hgm", "time.batch", "time.fault"}) {
        if (borrowed || wish.everything) planner.add(id, Memory::kHugetlb, size, dialect);
      }
    }
    for (const char* id : {"time.continue", "time.fault", "time.writeprotect", "time.copy"}) {
      if (borrowed || wish.everything) planner.add(id, Memory::kHugetlb, size);
    }
    planner.add("time.poison", Memory::kHugetlb, size);
    planner.add("time.split", Memory::kHugetlb, size, Dialect::kMadvSplit);
  }
  planner.add("time.floor");
  planner.add("time.memcpy");
  planner.add("time.thp_split", Memory::kAnonymous);
  for (const Memory memory : {Memory::kShmem, Memory::kAnonymous}) planner.add("time.regain", memory);
  for (const char* id : {"time.continue", "time.batch", "time.fault"}) planner.add(id, Memory::kShmem);
  planner.add("time.fault", Memory::kAnonymous);
  for (const Memory memory : {Memory::kAnonymous, Memory::kShmem}) {
    for (const char* id : {"time.writeprotect", "time.copy", "time.poison"}) planner.add(id, memory);
  }
  return planner.plans;
}

std::string sizeWord(uint64_t bytes) {
  const char* const units[] = {"", "K", "M", "G", "T"};
  size_t unit = 0;
  for (; unit < 4 && bytes % 1024 == 0 && bytes != 0; ++unit) bytes /= 1024;
  return std::to_string(bytes) + units[unit];
}

std::string memoryName(const Plan& of) {
  switch (of.memory) {
    case Memory::kAnonymous:
      return "anonymous";
    case Memory::kShmem:
      return "shmem";
    case Memory::kHugetlb:
      return "hugetlb-" + sizeWord(of.pageBytes);
    default:
      return "";
  }
}

std::string dialectName(Dialect dialect) {
  const char* const names[] = {"", "rfc-v1", "rfc-v2", "madv-split"};
  return names[static_cast<size_t>(dialect)];
}

std::string nameOf(const Plan& of) {
  std::string name = of.experiment;
  if (of.memory != Memory::kNone) name += " " + memoryName(of);
  if (of.dialect != Dialect::kNone) name += " " + dialectName(of.dialect);
  return name;
}

}  // namespace harness
