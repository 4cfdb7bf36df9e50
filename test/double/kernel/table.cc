#include "table.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace twin {
namespace {

Table* theTable = nullptr;
long theProcess = 0;

constexpr long kOwnDescriptors = 600;  // out of the way of the program's

void* allocate(uint64_t bytes) {
  return reinterpret_cast<void*>(own(SYS_mmap, 0, static_cast<long>(bytes), PROT_READ | PROT_WRITE,
                                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
}

bool identify(int fd, struct stat& status) { return own(SYS_fstat, fd, pointer(&status)) == 0; }

}  // namespace

Table& table() {
  const long process = own(SYS_getpid);
  if (theTable == nullptr || theProcess != process) {
    theTable = static_cast<Table*>(allocate(sizeof(Table)));
    theProcess = process;
  }
  return *theTable;
}

File* findFile(int fd) {
  struct stat status;
  Table& all = table();
  if (all.files == 0 || fd < 0 || !identify(fd, status)) return nullptr;
  for (size_t i = 0; i < all.files; ++i) {
    if (all.file[i].inode == status.st_ino && all.file[i].device == status.st_dev) return &all.file[i];
  }
  return nullptr;
}

File* addFile(int fd, uint64_t pageBytes) {
  struct stat status;
  Table& all = table();
  if (all.files == Table::kFiles || !identify(fd, status)) return nullptr;
  const long copy = own(SYS_fcntl, fd, F_DUPFD_CLOEXEC, kOwnDescriptors);
  if (copy < 0) return nullptr;
  File& file = all.file[all.files++];
  file = {status.st_dev, status.st_ino, static_cast<int>(copy), pageBytes, 0};
  return &file;
}

Mapping* findMapping(uintptr_t at) { return overlapping(at, at + 1); }

Mapping* overlapping(uintptr_t start, uintptr_t end, const Mapping* after) {
  Table& all = table();
  for (Mapping& one : all.mapping) {
    if (after != nullptr && &one <= after) continue;
    if (one.length != 0 && start < one.end() && end > one.start) return &one;
  }
  return nullptr;
}

Mapping* addMapping(uintptr_t start, uint64_t length, File& file, uint64_t offset) {
  for (Mapping& one : table().mapping) {
    if (one.length != 0) continue;
    one = {};
    one.start = start;
    one.length = length;
    one.file = &file;
    one.offset = offset;
    one.descriptor = -1;
    one.leaves = static_cast<uint8_t*>(allocate(length / kBase));
    return &one;
  }
  return nullptr;
}

void dropMapping(Mapping& mapping) {
  own(SYS_munmap, pointer(mapping.leaves), static_cast<long>(mapping.length / kBase));
  mapping.length = 0;
}

Descriptor* findDescriptor(int fd) {
  Table& all = table();
  for (size_t i = 0; i < all.descriptors; ++i) {
    if (all.descriptor[i].inUse && all.descriptor[i].fd == fd) return &all.descriptor[i];
  }
  return nullptr;
}

Descriptor* addDescriptor(int fd) {
  Table& all = table();
  for (Mapping& one : all.mapping) {
    if (one.length != 0 && one.descriptor == fd) one.descriptor = -1;
  }
  Descriptor* found = findDescriptor(fd);
  if (found == nullptr) {
    if (all.descriptors == Table::kDescriptors) return nullptr;
    found = &all.descriptor[all.descriptors++];
  }
  *found = {fd, true, false, 0};
  return found;
}

bool pageExists(const File& file, uint64_t offset) {
  const auto start = static_cast<long>(offset / file.pageBytes * file.pageBytes);
  const long data = own(SYS_lseek, file.fd, start, SEEK_DATA);
  return data >= 0 && data < start + static_cast<long>(file.pageBytes);
}

}  // namespace twin
