/* A library in front of all others with a state on the heap: it counts what is closed, as tracers of descriptors do. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

static long *closed;

int close(int fd) {
  if (closed == NULL) closed = calloc(4096, sizeof *closed);
  ++closed[fd & 4095];
  return (int)syscall(SYS_close, fd);
}
