// The little of a C++ runtime that the shipped addons use, so that they need a C library and nothing else.
//
// libstdc++ is not to be had on every host (musl), differs in version (GLIBCXX_3.4.x of a newer compiler is
// missing on an older host), and linked statically brings an unwinder that asks for glibc 2.35. The addon
// throws nothing: it is compiled without exceptions, so a container that would throw ends the process, as it
// does with libstdc++ under -fno-exceptions.
#include <cstddef>
#include <cstdlib>
#include <new>
#include <string>

namespace {

void* allocate(size_t size) {
  void* const memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) std::abort();
  return memory;
}

}  // namespace

void* operator new(size_t size) { return allocate(size); }
void* operator new[](size_t size) { return allocate(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, size_t) noexcept { std::free(memory); }

extern "C" void __cxa_pure_virtual() { std::abort(); }

// Called by the templates of <string>, <vector>, <functional> and <mutex> (bits/functexcept.h).
namespace std {

void __throw_length_error(const char*) { std::abort(); }
void __throw_logic_error(const char*) { std::abort(); }
void __throw_out_of_range_fmt(const char*, ...) { std::abort(); }
void __throw_bad_function_call() { std::abort(); }
void __throw_bad_alloc() { std::abort(); }
void __throw_bad_array_new_length() { std::abort(); }
void __throw_system_error(int) { std::abort(); }

}  // namespace std

// libstdc++ holds these members of std::string ready, so that the compiler counts on finding them there.
template class std::basic_string<char>;
