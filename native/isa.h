#pragma once

#include <vector>

#include "kernels.h"

namespace tenfold {

// The tables this machine can run, best first.
std::vector<const Kernels*> available_kernels();

}  // namespace tenfold
