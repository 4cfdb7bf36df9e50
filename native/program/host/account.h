// What an account is called: a command that a report prints for somebody names them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace hgm {

// Of the account with that id in the text of a password file (passwd(5)). False where there is none.
bool accountName(const char* passwd, uint32_t uid, char* to, size_t room);

}  // namespace hgm
