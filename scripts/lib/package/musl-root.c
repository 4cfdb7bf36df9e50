/* What Debian's libstdc++ and libgcc ask glibc for and musl has not, for a test: see musl-root.js. */
#include <stddef.h>

char __libc_single_threaded;

struct {
  unsigned vendor, type, subtype, features[1];
} __cpu_model;

int __cpu_indicator_init(void) { return 0; }

unsigned arc4random(void) { return 4; }

size_t strftime_l(char*, size_t, const char*, const void*, void*);
size_t __strftime_l(char* to, size_t size, const char* format, const void* time, void* locale) {
  return strftime_l(to, size, format, time, locale);
}

/* Nothing is destroyed at the end of a thread: a leak, in a test. */
int __cxa_thread_atexit_impl(void (*destroy)(void*), void* object, void* handle) {
  (void)destroy, (void)object, (void)handle;
  return 0;
}

/* "Not found": libgcc asks dl_iterate_phdr instead. */
int _dl_find_object(void* address, void* result) {
  (void)address, (void)result;
  return -1;
}
