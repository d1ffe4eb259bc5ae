#!/usr/bin/env bash
# Starts the model servers of a pipeline on this machine, one vLLM each, and stops all of them together.
#
#   serve.sh petarseg.txt                             until Ctrl-C
#   serve.sh petarseg.txt -- pet-ground build petarseg --archive ... --reports ... --out ...
#                                                     until the command has ended, with its exit code
#
# A line of the list: port, model, cards (numbers with commas; - for none), options of vLLM. '#' begins a comment.
#
#   WEIGHTS   folder in which $WEIGHTS/<model> is looked for first (default: the cache of Hugging Face only)
#   LOGS      folder of the logs (default: server-logs)
#   PYTHON    the Python that has vLLM (default: python3)
#   START_S   how long one server may take until it answers, in seconds (default: 1800)
#
# The servers answer on 127.0.0.1 only, fetch nothing, report nothing, and write no prompt into their logs.
set -euo pipefail

usage() {
	sed -n '2,/^set -e/{/^#/s/^# \{0,1\}//p}' "$0" >&2
	exit 2
}

list=${1:-}
test -f "$list" || usage
shift
if test $# -gt 0; then
	test "$1" = "--" -a $# -gt 1 || usage
	shift
fi
logs=${LOGS:-server-logs}
python=${PYTHON:-python3}
mkdir -p "$logs"
export HF_HUB_OFFLINE=${HF_HUB_OFFLINE:-1} VLLM_NO_USAGE_STATS=1 DO_NOT_TRACK=1

declare -A models pids

# Each server, and the command, leads a process group of its own, with all the processes that it has started.
end_group() { # signal, seconds until it is killed, leader
	kill "-$1" -- "-$3" 2>/dev/null || return 0
	for _ in $(seq $(($2 * 10))); do
		kill -0 -- "-$3" 2>/dev/null || return 0
		sleep 0.1
	done
	kill -KILL -- "-$3" 2>/dev/null || true
}

stop() {
	code=$?
	trap - EXIT
	trap '' INT TERM
	test -z "${command_pid:-}" || end_group INT 30 "$command_pid"
	for port in "${!pids[@]}"; do end_group TERM 10 "${pids[$port]}" & done
	wait
	test "${#pids[@]}" -eq 0 || echo "servers stopped" >&2
	exit "$code"
}

fail() {
	echo "port $1, ${models[$1]}: $2; the end of $logs/$1.log:" >&2
	tail -n 15 "$logs/$1.log" >&2
	exit 1
}

start() { # port model cards options...
	local port=$1 model=$2 cards=$3
	shift 3
	local weights=$model split=()
	test -z "${WEIGHTS:-}" -o ! -d "${WEIGHTS:-}/$model" || weights=$WEIGHTS/$model
	if test "$cards" != "-"; then
		local commas=${cards//[^,]/}
		split=(--tensor-parallel-size $((${#commas} + 1)))
	fi
	set -m
	(
		test "$cards" = "-" || export CUDA_VISIBLE_DEVICES=$cards
		exec "$python" -m vllm.entrypoints.openai.api_server --model "$weights" --served-model-name "$model" \
			--host 127.0.0.1 --port "$port" --enable-prompt-tokens-details "${split[@]}" "$@"
	) >"$logs/$port.log" 2>&1 </dev/null &
	pids[$port]=$!
	set +m
	models[$port]=$model
}

await() {
	local end=$((SECONDS + ${START_S:-1800}))
	until curl --silent --fail --noproxy '*' --output /dev/null "http://127.0.0.1:$1/v1/models"; do
		kill -0 "${pids[$1]}" 2>/dev/null || fail "$1" "did not start"
		test "$SECONDS" -lt "$end" || fail "$1" "did not answer in time"
		sleep 1
	done
	echo "ready: http://127.0.0.1:$1/v1  ${models[$1]}"
}

trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# One after the other: they read from the same disk, and servers that share a card must not measure it at once.
while read -r port model cards options; do
	if test -z "$port" -o "${port#\#}" != "$port"; then continue; fi
	test -n "$cards" || { echo "$list: a line needs port, model and cards" >&2; exit 2; }
	if curl --silent --noproxy '*' --output /dev/null "http://127.0.0.1:$port/"; then
		echo "port $port is in use" >&2
		exit 1
	fi
	# shellcheck disable=SC2086  (options are words)
	start "$port" "$model" "$cards" $options
	await "$port"
done <"$list"
test "${#pids[@]}" -gt 0 || { echo "$list names no server" >&2; exit 2; }

if test $# -gt 0; then
	set -m
	"$@" &
	command_pid=$!
	set +m
	code=0
	wait "$command_pid" || code=$?
	exit "$code"
fi
echo "all ${#pids[@]} servers are ready; Ctrl-C stops them"
while true; do
	for port in "${!pids[@]}"; do
		kill -0 "${pids[$port]}" 2>/dev/null || fail "$port" "has ended"
	done
	sleep 2
done
