// The program that runs the experiments, as it lies inside of the addon.
#pragma once

#include <cstddef>
#include <cstdint>

namespace hgm {

struct EmbeddedProgram {
  const uint8_t* at;
  size_t bytes;
};
EmbeddedProgram embeddedProgram();

// What it is given as its environment: nothing. A test's addon, whose program plays another kernel, has
// another.
char** programEnvironment();

}  // namespace hgm
