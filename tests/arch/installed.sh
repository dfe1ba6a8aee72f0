#!/bin/sh
# What is installed below PREFIX can be built against: with pkg-config, and
# with CMake. usage: installed.sh PREFIX
set -e
prefix=$1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

cat >"$tmp/use.c" <<'EOF'
#include <ambit/scope.h>

int
main(void)
{
	static const struct ambit_scope nothing;
	static const struct ambit_item item;

	return ambit_scope_decide(&nothing, &item).answer != AMBIT_NO;
}
EOF
PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name ambit.pc)")
export PKG_CONFIG_PATH
# shellcheck disable=SC2046 # a list of flags
gcc -std=c11 -o "$tmp/use" "$tmp/use.c" $(pkg-config --cflags --libs ambit)
"$tmp/use"

cat >"$tmp/CMakeLists.txt" <<'EOF'
cmake_minimum_required(VERSION 3.25)
project(use C)
find_package(ambit REQUIRED)
add_executable(use use.c)
target_link_libraries(use ambit::ambit)
EOF
cmake -S "$tmp" -B "$tmp/b" -DCMAKE_PREFIX_PATH="$prefix" >/dev/null
cmake --build "$tmp/b" >/dev/null
"$tmp/b/use"
for page in ambit.1 ambit-order.5 ambit-package.5; do
	test -n "$(find "$prefix" -name $page)"
done
echo "installed: pkg-config, CMake and man pages work"
