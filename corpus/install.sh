#!/bin/sh
# Installs, with apt-get, the packages of Debian 12 that are missing.
# usage: sh corpus/install.sh SET...     build test clang slurm bench
set -e
build="gcc libc6-dev cmake ninja-build pkg-config libssl-dev libxml2-dev
	zlib1g-dev libdeflate-dev libpst-dev libsqlite3-dev openssl"
test="libcmocka-dev python3 mblaze grepmail libxml2-utils binutils unzip
	libarchive-tools mandoc strace pst-utils pff-tools python3-olefile
	libgsf-bin libgmime-3.0-dev python3-icalendar python3-vobject
	python3-dateutil"
clang="clang-14 clang clang-tidy-14 clang-tidy clang-format-14 clang-format
	libclang-rt-14-dev llvm-14"
# There is none for other processors, and ambit does without it.
[ "$(dpkg --print-architecture)" != amd64 ] || build="$build libipsec-mb-dev"
slurm="slurm-wlm munge"
bench="time mblaze grepmail libdate-manip-perl python3"

missing=
for set in "$@"; do
	eval "packages=\$$set"
	for package in $packages; do
		status=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null ||
		    true)
		[ "$status" = "install ok installed" ] ||
			missing="$missing $package"
	done
done
[ -n "$missing" ] || exit 0

echo "installing:$missing"
sudo=
[ "$(id -u)" -eq 0 ] || sudo=sudo
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get update -qq
# shellcheck disable=SC2086 # a list of packages
$sudo apt-get install -y -qq --no-install-recommends $missing >/dev/null
