#!/usr/bin/env bash
# Must Describe and List repeat the zone? What do no scope, and two, get from Start? Set ENDPOINT to try two.
. "$(dirname "$0")/common.sh"
id=$(start); finish "$id" >/dev/null
said() { if "$@" >/tmp/flowtrap-experiment 2>&1; then echo accepted; else tail -n 1 /tmp/flowtrap-experiment; fi; }
place=(--firewall-arn "$FIREWALL_ARN")
capture=(nfw start-flow-capture "${place[@]}" --minimum-flow-age-in-seconds 60 --flow-filters "$(filters "$ADDRESS")")
export AWS_MAX_ATTEMPTS=1
answer --arg describe "$(said nfw describe-flow-operation "${place[@]}" --flow-operation-id "$id")" \
  --arg list "$(said nfw list-flow-operations "${place[@]}")" \
  --arg start "$(said "${capture[@]}")" \
  --arg both "$([ -n "${ENDPOINT:-}" ] && said "${capture[@]}" --availability-zone "$ZONE" --vpc-endpoint-id "$ENDPOINT" || echo 'not tried')" \
  '{$experiment, describeWithoutScope: $describe, listWithoutScope: $list, startWithoutScope: $start, startWithTwo: $both}'
