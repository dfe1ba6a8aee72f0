#!/bin/sh
# Installs what is missing, builds, and runs every test.
# usage: sh tests/run.sh [PRESET]     dev (default), clang, asan, release
set -e
cd "$(dirname "$0")/.."
sh corpus/install.sh build test
preset=${1:-dev}
cmake --preset "$preset"
cmake --build --preset "$preset"
exec ctest --preset "$preset" -j "$(nproc)"
