// libFuzzer: whatever stands in a request is understood or refused. Built with the address and the undefined
// behaviour sanitizer.
#include "program/request.h"

#include <cstdint>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static hgm::Request& request = *new hgm::Request;
  request = {};
  const std::string text(reinterpret_cast<const char*>(data), size);
  hgm::parseRequest(text.c_str(), request);
  return 0;
}
