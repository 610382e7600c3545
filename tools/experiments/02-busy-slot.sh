#!/usr/bin/env bash
# What does a second StartFlowCapture get while one is running, and is an operation created all the same?
. "$(dirname "$0")/common.sh"
before=$(list | jq '.FlowOperations | length')
id=$(start)
error=$(start 2>&1 >/dev/null || true)
sleep 30
answer --arg error "$error" --argjson created $(($(list | jq '.FlowOperations | length') - before)) \
  '{$experiment, $error, $created, expected: 1}'
finish "$id" >/dev/null
