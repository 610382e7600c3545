#!/usr/bin/env bash
# When does AWS forget an operation, counted from its start or its end, and what does it answer then? Takes 13 hours.
. "$(dirname "$0")/common.sh"
id=$(start); at=$(now_ms); ended=$(finish "$id" >/dev/null; now_ms)
while outcome=$(describe "$id" 2>&1); do sleep 60; done
answer --argjson sinceStartMs $(($(now_ms) - at)) --argjson sinceEndMs $(($(now_ms) - ended)) --arg outcome "${outcome: -160}" '{$experiment, $sinceStartMs, $sinceEndMs, $outcome}'
