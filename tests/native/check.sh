#!/usr/bin/env bash
# The engine on an instruction set that this machine emulates, and under the thread sanitizer.
#   check.sh neon      needs aarch64-linux-gnu-g++ and qemu-aarch64 (Debian: g++-aarch64-linux-gnu, qemu-user)
#   check.sh threads   needs GCC's thread sanitizer
set -euo pipefail
cd "$(dirname "$0")/../.."
folder=build/native
x86="x86_64_v2 avx2 avx512"
mkdir -p "$folder"
case ${1:-} in
  neon)
    # What this machine computes is held against NumPy by tests/test_engine.py.
    tests/native/build.sh "${CXX:-g++}" "$x86" "$folder/native"
    tests/native/build.sh aarch64-linux-gnu-g++ neon "$folder/neon" -static
    "$folder/native" > "$folder/native.txt"
    qemu-aarch64 "$folder/neon" > "$folder/neon.txt"
    python3 tests/native/compare.py "$folder/native.txt" "$folder/neon.txt"
    ;;
  threads)
    tests/native/build.sh "${CXX:-g++}" "$x86" "$folder/threads" -fsanitize=thread -g
    for _ in 1 2 3 4 5; do "$folder/threads" > "$folder/threads.txt"; done
    echo "no data races"
    ;;
  *)
    echo "usage: $0 neon|threads" >&2
    exit 2
    ;;
esac
