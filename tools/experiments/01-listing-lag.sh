#!/usr/bin/env bash
# How long after StartFlowCapture has answered does ListFlowOperations show the operation? RUNS times (20 by default).
. "$(dirname "$0")/common.sh"
for run in $(seq "${RUNS:-20}"); do
  id=$(start); at=$(now_ms)
  until list | jq -e --arg id "$id" 'any(.FlowOperations[]; .FlowOperationId == $id)' >/dev/null; do sleep 0.2; done
  answer --argjson run "$run" --argjson lagMs $(($(now_ms) - at)) '{$experiment, $run, $lagMs}'
  finish "$id" >/dev/null
done
