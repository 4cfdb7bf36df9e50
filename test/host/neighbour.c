// A neighbour of the tool that needs two pages of 2M at a time, again and again until its standard input
// ends, with a millisecond between in which they are free. Prints how often it asked, and how often they were not there.
#define _GNU_SOURCE
#include <poll.h>
#include <stdio.h>
#include <sys/mman.h>

int main(void) {
  const size_t bytes = 4 << 20;
  struct pollfd end = {0, POLLIN, 0};
  unsigned asked = 0, missing = 0;
  while (poll(&end, 1, 1) == 0) {
    char* at = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB | (21 << 26), -1, 0);
    ++asked;
    if (at == MAP_FAILED) {
      ++missing;
      continue;
    }
    at[0] = at[bytes - 1] = 1;
    munmap(at, bytes);
  }
  printf("{\"asked\":%u,\"missing\":%u}\n", asked, missing);
  return 0;
}
