// The program by itself: a recording of this host, for hgm-probe to judge anywhere.
#pragma once

#include "program/plans.h"

namespace hgm {

enum class Wish { kRecord, kHelp, kVersion, kNothing };

// What the words of the command line ask for. kNothing where one of them is not understood, or where one says
// the contrary of another: `wrong` is it.
Wish parseWords(int count, const char* const* words, Options& options, const char*& wrong);

// Returns the exit code.
int runAlone(int count, const char* const* words);

}  // namespace hgm
