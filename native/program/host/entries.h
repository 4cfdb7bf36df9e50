// A line of the recording for each file, folder, link and device: files.h has their form.
#pragma once

#include "kernel/reading.h"
#include "program/json.h"

namespace hgm {

constexpr size_t kMostContent = size_t{1} << 20;
constexpr size_t kMostText = size_t{64} << 10;

// Of the file that was written last; room for what somebody else reads.
extern char content[kMostContent];

// Each writes one line, with the errno where there is nothing to be had. False where it could not be written.
bool writeContent(JsonWriter& to, const char* path, const Content& seen);
bool writeFile(JsonWriter& to, const char* path, size_t most = kMostText);
bool writeFolder(JsonWriter& to, const char* path);
bool writeLink(JsonWriter& to, const char* path);
bool writeDevice(JsonWriter& to, const char* path);
void writePrograms(JsonWriter& to, const char* folder);
// Of a file the lines with one of these words. A file beyond the room counts as one that can't be read.
bool writeLines(JsonWriter& to, const char* path, const char* const* words, size_t count);

// Keeps of a text the lines with one of these words, each ended, and returns their length. Without a line
// that is not whole.
size_t keepLines(char* text, size_t length, const char* const* words, size_t count);

}  // namespace hgm
