// Picks the kernels' instruction set once.
#include "isa.h"

#include <cstdlib>
#include <stdexcept>
#include <string>

namespace tenfold {

#ifdef TENFOLD_HAS_X86_64_V2
namespace x86_64_v2 {
extern const Kernels table;
}
namespace avx2 {
extern const Kernels table;
}
namespace avx512 {
extern const Kernels table;
}
#else
namespace neon {
extern const Kernels table;
}
#endif

std::vector<const Kernels*> available_kernels() {
  std::vector<const Kernels*> tables;
#ifdef TENFOLD_HAS_X86_64_V2
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl")) {
    tables.push_back(&avx512::table);
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
      __builtin_cpu_supports("bmi2")) {
    tables.push_back(&avx2::table);
  }
  tables.push_back(&x86_64_v2::table);
#else
  tables.push_back(&neon::table);
#endif
  return tables;
}

static const Kernels& choose() {
  const std::vector<const Kernels*> tables = available_kernels();
  const char* wanted = std::getenv("TENFOLD_ISA");
  if (wanted == nullptr || *wanted == '\0') return *tables.front();
  std::string names;
  for (const Kernels* table : tables) {
    if (std::string(wanted) == table->name) return *table;
    names += names.empty() ? table->name : std::string(", ") + table->name;
  }
  throw std::runtime_error("TENFOLD_ISA is '" + std::string(wanted) + "', but this machine runs: " +
                           names + "; unset it or take one of these");
}

const Kernels& kernels() {
  static const Kernels& chosen = choose();
  return chosen;
}

}  // namespace tenfold
