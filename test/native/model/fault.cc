// Touching memory: by the experiment, by its other threads, and by the kernel on its behalf.
#include <sys/mman.h>

#include <cerrno>
#include <csignal>

#include "model/model.h"
#include "model/thread.h"

namespace model {
namespace {

namespace abi = hgm::abi;

hgm::Access raised(int signal, uintptr_t address, int code = BUS_ADRERR) {
  return {signal, code, address, 0};
}

}  // namespace

hgm::Access Model::load(uintptr_t address) { return touch(address, nullptr, false); }

hgm::Access Model::store(uintptr_t address, uint8_t byte) { return touch(address, &byte, false); }

void Model::touch(uintptr_t address) { touch(address, nullptr, false); }

// What the kernel lifts by itself, with WP_ASYNC or RWP_ASYNC.
bool Model::isLifted(Vma& vma, Leaf* leaf, uintptr_t address, bool storing) {
  const Descriptor* const of = vma.userfaultfd < 0 ? nullptr : descriptor(vma.userfaultfd);
  if (of == nullptr) return false;
  if (leaf != nullptr && leaf->accessProtected && (of->enabled & abi::kFeatureRwpAsync) != 0) {
    leaf->accessProtected = false;
    return true;
  }
  if (!storing || (of->enabled & abi::kFeatureWpAsync) == 0) return false;
  const bool marked = vma.markers.erase(address / vma.unit * vma.unit) != 0;
  const bool isProtected = leaf != nullptr && leaf->writeProtected;
  if (isProtected) leaf->writeProtected = false;
  return marked || isProtected;
}

bool Model::wantsEvent(const Vma& vma, const Leaf* leaf, uintptr_t address, bool storing) const {
  if (vma.userfaultfd < 0) return false;
  if (leaf == nullptr && storing && vma.markers.count(address / vma.unit * vma.unit) != 0) return true;
  if (leaf != nullptr) return leaf->accessProtected || (storing && leaf->writeProtected);
  const bool cached = vma.file && vma.file->cached(vma.indexOf(address)) != nullptr;
  return (vma.modes & (cached ? abi::kModeMinor : abi::kModeMissing)) != 0;
}

hgm::Access Model::touch(uintptr_t address, const uint8_t* stored, bool byKernel) {
  for (;;) {
    Vma* const vma = space_.at(address);
    if (vma == nullptr) return raised(SIGSEGV, address);
    Leaf* const leaf = space_.leafAt(address);
    if (leaf != nullptr && !leaf->page) {
      if (!traits.memoryFailure) return raised(SIGBUS, address);
      log.emplace_back("MCE: Killing");  // what x86 writes for a poisoned page (arch/x86/mm/fault.c)
      return raised(SIGBUS, address, BUS_MCEERR_AR);
    }
    if (isLifted(*vma, leaf, address, stored != nullptr)) continue;
    if (wantsEvent(*vma, leaf, address, stored != nullptr)) {
      Descriptor* const of = descriptor(vma->userfaultfd);
      const bool unserved = byKernel && of->userModeOnly;
      if (unserved || (of->enabled & abi::kFeatureSigbus) != 0) return raised(SIGBUS, address);
      if (running_ == nullptr) {
        harm.emplace_back("a touch that nobody will serve");
        return raised(SIGBUS, address);
      }
      const uint64_t write = stored != nullptr ? 1 : 0;
      const bool isProtected = leaf != nullptr && leaf->writeProtected;
      block(*of, vma->userfaultfd, *vma, address, write | (isProtected ? abi::kFaultFlagWp : 0));
      continue;
    }
    if (leaf == nullptr) {
      if (!faultIn(*vma, address)) return raised(SIGBUS, address);
      continue;
    }
    const auto found = std::prev(space_.leaves.upper_bound(address));
    const uint64_t offset = leaf->pageOffset + (address - found->first);
    if (stored == nullptr) return {0, 0, 0, leaf->page->at(offset)};
    if (!makeOwn(*vma, *leaf, address)) return raised(SIGBUS, address);
    leaf->page->bytes[offset] = *stored;
    return {};
  }
}

// A private mapping that is written gets a page of its own in place of the file's. False where the pool has
// none.
bool Model::makeOwn(const Vma& vma, Leaf& leaf, uintptr_t address) {
  if (!vma.file || vma.shared || leaf.page != vma.file->cached(vma.indexOf(address))) return true;
  const PagePtr page = newPage(vma);
  if (!page) return false;
  page->bytes = leaf.page->bytes;
  leaf.page = page;
  return true;
}

// A page of nobody but this mapping; null where the pool has none.
PagePtr Model::newPage(const Vma& vma) {
  Pool* const pool = vma.file ? vma.file->pool : nullptr;
  if (pool != nullptr && !pool->take(false)) return nullptr;
  return std::make_shared<Page>(pool);
}

// An ordinary fault. False where the pool has no page.
bool Model::faultIn(Vma& vma, uintptr_t address) {
  // Large private memory gets transparent huge pages, as where THP is `always`.
  const uintptr_t large = address / k2M * k2M;
  const bool transparent =
      !vma.file && vma.end - vma.start > k2M && large >= vma.start && large + k2M <= vma.end;
  const uint64_t unit = transparent && !space_.anyLeaf(large, k2M) ? k2M : vma.unit;
  uintptr_t at = address / unit * unit;
  uint64_t size = unit;
  // What the file has not, a private mapping of huge pages does not put there (mm/hugetlb.c,
  // hugetlb_no_page).
  const bool ofFile = vma.file && (vma.shared || !vma.hugetlb() || vma.file->cached(vma.indexOf(address)));
  const PagePtr page = ofFile ? vma.file->obtain(vma.indexOf(address)) : newPage(vma);
  if (!page) return false;
  if (space_.anyLeaf(at, unit)) {  // a page that is mapped in parts gets another part
    size = traits.basePageBytes;
    at = address / size * size;
  }
  space_.leaves[at] = {size, page, vma.file ? vma.offsetIn(at) : 0};
  space_.leaves[at].writeProtected = vma.markers.erase(at) != 0;
  return true;
}

void Model::tell(const Vma& vma, uint64_t feature, const abi::Message& message) {
  Descriptor* const of = vma.userfaultfd < 0 ? nullptr : descriptor(vma.userfaultfd);
  if (of == nullptr || (of->enabled & feature) == 0) return;
  if (running_ == nullptr) {
    harm.emplace_back("an event that nobody will read");
    return;
  }
  of->pending.push_back({message, running_});
  running_->wait();
}

long Model::remap(uintptr_t start, uint64_t length, long flags, uintptr_t to) {
  Vma* const vma = space_.at(start);
  if (flags != (MREMAP_MAYMOVE | MREMAP_FIXED) || vma == nullptr || vma->start != start ||
      vma->end != start + length)
    return -EINVAL;
  space_.dropLeaves(to, to + length);
  Vma moved = *vma;
  for (const auto& [at, leaf] : space_.leavesIn(start, start + length))
    space_.leaves[to + (at - start)] = *leaf;
  space_.dropLeaves(start, start + length);
  space_.vmas.erase(start);
  moved.start = to;
  moved.end = to + length;
  space_.add(moved);
  tell(moved, abi::kFeatureEventRemap, {abi::kEventRemap, {}, start, to, length});
  return static_cast<long>(to);
}

void Model::block(Descriptor& of, int fd, const Vma& vma, uintptr_t address, uint64_t flags) {
  const bool exact = (of.enabled & abi::kFeatureExactAddress) != 0;
  // Rounded to the huge page, and to the base page where the advice stands (ground truth, section 2).
  const uint64_t unit = vma.advised ? traits.basePageBytes : vma.unit;
  running_->fd = fd;
  running_->reported = exact ? address : address / unit * unit;
  const bool named = (of.enabled & abi::kFeatureThreadId) != 0;
  const auto thread = static_cast<uint64_t>(named ? running_->id : 0);
  of.pending.push_back({{abi::kEventPagefault, {}, flags, running_->reported, thread}, nullptr});
  running_->wait();
}

void Model::wake(int fd, uintptr_t start, uint64_t length) {
  for (size_t i = 0; i < threads_.size(); ++i) {
    Thread& each = *threads_[i];
    if (!each.blocked || each.fd != fd || each.reported < start || each.reported >= start + length) continue;
    each.fd = -1;
    resumeThread(each);
  }
}

// clock_gettime(2) into test memory, of which its first byte is enough here.
long Model::writeTime(uintptr_t target) {
  const uint8_t byte = 0;
  return touch(target, &byte, true).signal == 0 ? 0 : -EFAULT;
}

}  // namespace model
