#include "addon/embedded.h"

// HGM_PROGRAM is the path of the program, which is built first.
asm(".pushsection .rodata\n"
    ".balign 16\n"
    "hgmProgramStart: .incbin \"" HGM_PROGRAM
    "\"\n"
    "hgmProgramEnd: .byte 0\n"
    ".popsection\n");

extern "C" {
extern const uint8_t hgmProgramStart[] __attribute__((visibility("hidden")));
extern const uint8_t hgmProgramEnd[] __attribute__((visibility("hidden")));
}

namespace hgm {

EmbeddedProgram embeddedProgram() {
  return {hgmProgramStart, static_cast<size_t>(hgmProgramEnd - hgmProgramStart)};
}

}  // namespace hgm
