// WRITEPROTECT, RWPROTECT and MOVE.
#include <cerrno>

#include "model/model.h"

namespace model {

namespace abi = hgm::abi;

// WRITEPROTECT on hugetlb is whole pages with HGM as well. RWPROTECT (7.3) is taken to have the same rule.
long Model::protect(const abi::ProtectArgs& args, uint64_t mode) {
  const auto [start, length] = args.range;
  if (!plainRange(start, length) || (args.mode & ~uint64_t{3}) != 0) return -EINVAL;
  Vma* const vma = space_.holding(start, length);
  if (vma == nullptr || (vma->modes & mode) == 0) return -ENOENT;
  if (((start | length) & (vma->unit - 1)) != 0) return -EINVAL;
  const bool on = (args.mode & abi::kProtectOn) != 0;
  for (const auto& [at, leaf] : space_.leavesIn(start, start + length)) {
    (mode == abi::kModeWp ? leaf->writeProtected : leaf->accessProtected) = on;
  }
  // Of anonymous memory only with WP_UNPOPULATED. The RFCs have another meaning for that bit.
  const Descriptor* const of = descriptor(vma->userfaultfd);
  const bool unpopulated = traits.since(604) && (of->enabled & abi::kFeatureBit13) != 0;
  if (mode == abi::kModeWp && (vma->file || unpopulated)) mark(*vma, start, length, on);
  if (!on) wake(vma->userfaultfd, start, length);
  return 0;
}

void Model::mark(Vma& vma, uintptr_t start, uint64_t length, bool on) {
  for (uintptr_t at = start; at < start + length; at += vma.unit) {
    if (!on || space_.leafAt(at) != nullptr) {
      vma.markers.erase(at);
    } else {
      vma.markers.insert(at);
    }
  }
}

long Model::setMode(Descriptor& of, const abi::SetModeArgs& args) {
  const uint64_t known = abi::kFeatureRwpAsync;
  if (((args.enable | args.disable) & ~known) != 0 || (args.enable & args.disable) != 0) return -EINVAL;
  of.enabled = (of.enabled | args.enable) & ~args.disable;
  return 0;
}

long Model::pagemap(long fd, uint64_t* entry, uint64_t length, uint64_t offset) {
  const Descriptor* const of = descriptor(fd);
  if (of == nullptr || of->kind != Descriptor::Kind::kPagemap || length != sizeof *entry) return -EINVAL;
  const uintptr_t at = offset / sizeof *entry * traits.basePageBytes;
  const Leaf* const leaf = space_.leafAt(at);
  const Vma* const vma = space_.at(at);
  const bool isProtected = leaf != nullptr ? leaf->writeProtected || leaf->accessProtected
                                           : vma != nullptr && vma->markers.count(at) != 0;
  *entry = (isProtected ? abi::kPagemapUffd : 0) | (leaf != nullptr ? abi::kPagemapPresent : 0);
  return sizeof *entry;
}

// PAGEMAP_SCAN of one VMA (6.7): what is written is what is not protected.
long Model::scan(abi::ScanArgs& args) {
  Vma* const vma = space_.holding(args.start, args.end - args.start);
  if (!traits.since(607)) return -ENOTTY;
  if (vma == nullptr || args.size != sizeof args) return -EINVAL;
  auto* const regions = reinterpret_cast<abi::Region*>(args.regions);
  long found = 0;
  for (uintptr_t at = args.start; at < args.end; at += vma->unit) {
    Leaf* const leaf = space_.leafAt(at);
    const bool accessed = leaf != nullptr && !leaf->accessProtected;
    const bool written = leaf != nullptr ? !leaf->writeProtected : vma->markers.count(at) == 0;
    // A page without bytes is the zero page. From 7.3 on nothing is called written that is not registered.
    const bool own =
        !traits.since(703) && leaf != nullptr && leaf->page && !vma->file && !leaf->page->bytes.empty();
    const bool is = args.inverted != 0 ? own : (args.all & abi::kPageAccessed) != 0 ? accessed : written;
    if (is && found > 0 && regions[found - 1].end == at) {
      regions[found - 1].end += vma->unit;
    } else if (is) {
      regions[found++] = {at, at + vma->unit, args.all};
    }
  }
  if ((args.flags & abi::kScanProtect) == 0) return found;
  for (const auto& [at, leaf] : space_.leavesIn(args.start, args.end)) leaf->writeProtected = true;
  mark(*vma, args.start, args.end - args.start, true);
  return found;
}

// Private anonymous memory only, though REGISTER advertises it for shmem too.
long Model::move(abi::MoveArgs& args) {
  if (!plainRange(args.dst, args.len) || !plainRange(args.src, args.len)) return -EINVAL;
  const Vma* const to = space_.holding(args.dst, args.len);
  const Vma* const from = space_.holding(args.src, args.len);
  const auto refused = [&args](int64_t why) { return args.move = why; };
  if (to == nullptr || from == nullptr || to->userfaultfd < 0) return refused(-ENOENT);
  if (to->file || from->file) return refused(-EINVAL);
  if (space_.anyLeaf(args.dst, args.len)) return refused(-EEXIST);
  const auto leaves = space_.leavesIn(args.src, args.src + args.len);
  if (leaves.size() * traits.basePageBytes != args.len) return refused(-ENOENT);
  for (const auto& [at, leaf] : leaves) space_.leaves[args.dst + (at - args.src)] = *leaf;
  space_.dropLeaves(args.src, args.src + args.len);
  args.move = static_cast<int64_t>(args.len);
  return 0;
}

}  // namespace model
