// A post-copy in small: a destination touches 64 MiB of shmem in an order of its own, each page that it misses comes
// from a source that knows the pattern, and what it reads is held against that pattern.
//
//   postcopy alias|continue|copy [advised]     prints `wrong N of PAGES, asked for M`
#include "plain.h"

#include <pthread.h>

#define BYTES ((size_t)64 << 20)
#define UNIT ((size_t)32 << 20)

struct guest {
  enum by by;
  char *memory, *alias;
  int fd;
  size_t asked;
};

static uint64_t pattern(size_t page) { return (page + 1) * 0x9e3779b97f4a7c15u; }

static void write_page(char *at, size_t page) {
  for (size_t i = 0; i < base_page(); i += sizeof(uint64_t)) *(uint64_t *)(at + i) = pattern(page);
}

// Twenty lines, as any such handler has them: a page is written, mapped where that is its way, and the thread that
// waits for it runs on.
static void *serve(void *words) {
  struct guest *guest = words;
  const size_t base = base_page();
  char *bounce = room(-1, base, base);
  struct uffd_msg message;
  while (read(guest->fd, &message, sizeof message) == sizeof message) {
    guest->asked++;
    const size_t at = (message.arg.pagefault.address - (uintptr_t)guest->memory) / base * base;
    write_page(guest->by == BY_COPY ? bounce : guest->alias + at, at / base);
    if (guest->by == BY_COPY) {
      must(copy_at(guest->fd, guest->memory + at, bounce, base) == 0, "UFFDIO_COPY");
    } else if (guest->by == BY_CONTINUE) {
      // EAGAIN where khugepaged took the page table away meanwhile (mm/userfaultfd.c, mfill_atomic_install_pte).
      while (continue_at(guest->fd, guest->memory + at, base) != 0) must(errno == EAGAIN, "UFFDIO_CONTINUE");
    } else {
      struct uffdio_range range = {(uintptr_t)guest->memory + at, base};
      must(ioctl(guest->fd, UFFDIO_WAKE, &range) == 0, "UFFDIO_WAKE");
    }
  }
  return NULL;
}

int main(int count, char **words) {
  must(count == 2 || count == 3, "usage: postcopy alias|continue|copy [advised]");
  struct guest guest = {.by = by_name(words[1])};
  const int file = memory_file(BYTES);
  guest.memory = room(file, BYTES, UNIT);
  guest.alias = room(file, BYTES, UNIT);
  if (count == 3) {
    madvise(guest.memory, BYTES, MADV_HUGEPAGE);
    madvise(guest.alias, BYTES, MADV_HUGEPAGE);
  }
  guest.fd = registered(guest.memory, BYTES, 0, mode_for(guest.by));
  must(guest.fd >= 0, "UFFDIO_REGISTER");
  pthread_t handler;
  must(pthread_create(&handler, NULL, serve, &guest) == 0, "pthread_create");
  const size_t base = base_page(), pages = BYTES / base;
  size_t wrong = 0;
  for (size_t i = 0; i < pages; i++) {
    const size_t page = i * 4099 % pages;  // a prime: every page, and no neighbours in turn
    const volatile uint64_t *at = (uint64_t *)(guest.memory + page * base);
    wrong += at[0] != pattern(page) || at[base / sizeof *at - 1] != pattern(page);
  }
  printf("wrong %zu of %zu, asked for %zu\n", wrong, pages, guest.asked);
  return 0;
}
