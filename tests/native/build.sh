#!/usr/bin/env bash
# Builds tests/native/results.cpp with the engine's sources, without Python.
#   build.sh COMPILER TARGETS OUTPUT [FLAG…]
# TARGETS as in CMakeLists.txt: "neon", or "x86_64_v2 avx2 avx512".
set -euo pipefail
cd "$(dirname "$0")/../.."
compiler=$1 targets=$2 output=$3
shift 3
common=(-std=gnu++17 -Wall -Wextra -Wno-psabi -Inative "$@")
kernel=(-O3 -fno-math-errno -fno-trapping-math -ffp-contract=fast)
march() {
  case $1 in
    x86_64_v2) echo -march=x86-64-v2 ;;
    avx2) echo -march=x86-64-v3 ;;
    avx512) echo -march=x86-64-v4 -mprefer-vector-width=512 ;;
  esac
}
objects=$output.objects
mkdir -p "$objects"
defined=()
for target in $targets; do
  defined+=("-DTENFOLD_HAS_${target^^}")
  for file in native/kernels/*.cpp; do
    # shellcheck disable=SC2046  # several flags
    "$compiler" "${common[@]}" "${kernel[@]}" $(march "$target") "-DTENFOLD_TARGET=$target" \
      -c "$file" -o "$objects/$target-$(basename "$file" .cpp).o"
  done
done
for file in native/*.cpp tests/native/results.cpp; do
  [ "$file" = native/bindings.cpp ] && continue
  "$compiler" "${common[@]}" -O2 "${defined[@]}" -c "$file" -o "$objects/$(basename "$file" .cpp).o"
done
"$compiler" "$@" "$objects"/*.o -o "$output" -pthread
