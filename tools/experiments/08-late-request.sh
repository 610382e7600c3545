#!/usr/bin/env bash
# Can a request whose sender gave up still take effect, and how late? The connection is given one second to answer.
. "$(dirname "$0")/common.sh"
for run in $(seq "${RUNS:-20}"); do
  known=$(list | jq -c '[.FlowOperations[].FlowOperationId]'); at=$(now_ms)
  AWS_MAX_ATTEMPTS=1 nfw start-flow-capture --firewall-arn "$FIREWALL_ARN" --availability-zone "$ZONE" --minimum-flow-age-in-seconds 60 \
    --flow-filters "$(filters "$ADDRESS")" --cli-read-timeout "${TIMEOUT_SECONDS:-1}" >/dev/null 2>&1 && outcome=answered || outcome=aborted
  for _ in $(seq 60); do
    fresh=$(list | jq -c --argjson known "$known" '[.FlowOperations[] | select(.FlowOperationId as $id | $known | index($id) | not)]')
    [ "$fresh" = '[]' ] || break
    sleep 2
  done
  answer --argjson run "$run" --arg outcome "$outcome" --argjson found "$fresh" --argjson sentAtMs "$at" --argjson seenAfterMs $(($(now_ms) - at)) '{$experiment, $run, $outcome, $sentAtMs, $seenAfterMs, $found}'
  sleep 60
done
