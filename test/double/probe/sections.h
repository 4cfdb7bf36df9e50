// The sections of the transcripts, in their words.
#pragma once

#include "room.h"

namespace probe {

void apiSection();
void adviceSection();
void holeSection(const OptIn& optIn);
void dialectSection(const OptIn& optIn);
void operationsSection(const OptIn& optIn);
void lifeSection(const OptIn& optIn);

}  // namespace probe
