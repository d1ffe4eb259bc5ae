#!/usr/bin/env bash
# The tests against the real TotalSegmentator: makes an environment, starts pytest; the weights are made by the tests.
#   run.sh VENV PYTHON        TORCH_INDEX=https://download.pytorch.org/whl/cpu takes the small build of torch from there
# Where the machine has too little memory or disk, or a package can't be had, it says so and ends with 0: skipped, never passed.
set -euo pipefail
cd "$(dirname "$0")/../.."
venv=$1 python=$2
needed_gb=4 # of memory: stock TotalSegmentator has three processes with torch at a time; of disk: 3 GB of packages

skip() {
	echo "SKIPPED test-anatomy: $*" >&2
	exit 0
}

free_gb=$(awk '/^MemAvailable/ { print int($2 / 1e6) }' /proc/meminfo)
test "$free_gb" -ge "$needed_gb" || skip "$free_gb GB of memory are free, it needs $needed_gb"

if ! test -f "$venv/.ready" -a "$venv/.ready" -nt pyproject.toml -a "$venv/.ready" -nt tests/anatomy/constraints.txt; then
	disk_gb=$(df --output=avail -B1000000000 "$(dirname "$venv")" | tail -n 1 | tr -d ' ')
	test "$disk_gb" -ge "$needed_gb" || skip "$disk_gb GB of disk are free, it needs $needed_gb"
	echo "setting up $venv (once, 3 GB)"
	test -x "$venv/bin/python" || "$python" -m venv "$venv"
	pip=("$venv/bin/python" -m pip --quiet --disable-pip-version-check install --constraint tests/anatomy/constraints.txt)
	"${pip[@]}" torch ${TORCH_INDEX:+--index-url "$TORCH_INDEX"} || skip "torch can't be installed here"
	"${pip[@]}" --editable '.[anatomy]' pytest pytest-timeout hypothesis || skip "TotalSegmentator can't be installed here"
	touch "$venv/.ready"
fi

"$venv/bin/python" -m pytest -m totalsegmentator --durations=5 tests/anatomy
