#include <nanobind/nanobind.h>

namespace nb = nanobind;

NB_MODULE(_engine, module) { module.doc() = "tenfold's engine"; }
