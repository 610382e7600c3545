#!/usr/bin/env bash
# How far is FlowRequestTimestamp from our clock around the request? Run it on a machine with synchronised time.
. "$(dirname "$0")/common.sh"
for run in $(seq "${RUNS:-10}"); do
  before=$(now_ms); id=$(start); after=$(now_ms)
  stamp=$(finish "$id" | jq -r .FlowRequestTimestamp)
  at=$(date -d "$stamp" +%s%3N 2>/dev/null || echo "${stamp/./}")
  answer --argjson run "$run" --argjson beforeMs "$before" --argjson afterMs "$after" --argjson stampMs "$at" '{$experiment, $run, $beforeMs, $afterMs, $stampMs}'
done
