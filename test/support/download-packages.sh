#!/bin/sh
# Fetches Debian packages that tests unpack somewhere and that are never installed: those of test/debian-downloads.txt, into
# $OPSDASH_TEST_PACKAGES (/tmp/opsdash-test-packages). What is there already is not fetched again.
set -eu
directory=${OPSDASH_TEST_PACKAGES:-/tmp/opsdash-test-packages}
list=$(dirname "$0")/../debian-downloads.txt
mkdir -p "$directory"
for package in $(sed -e '/^#/d' -e 's/[[:space:]].*//' "$list"); do
	for file in "$directory/$package"_*.deb; do
		[ -e "$file" ] || (cd "$directory" && apt-get -o APT::Sandbox::User=root download "$package" >/dev/null)
	done
done
