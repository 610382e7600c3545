#!/usr/bin/env bash
# How long does a capture take and how many flows does it give, as the filter grows? Prefixes 32, 24, 16 around ADDRESS,
# and minimum ages 0, 60 and 3600. Run it at a quiet time: broad captures load the firewall.
. "$(dirname "$0")/common.sh"
network() { IFS=. read -r a b c _ <<<"$ADDRESS"; case $1 in 32) echo "$ADDRESS/32" ;; 24) echo "$a.$b.$c.0/24" ;; 16) echo "$a.$b.0.0/16" ;; esac; }
for prefix in 32 24 16; do
  for age in 0 60 3600; do
    filter=$(jq -nc --arg a "$(network "$prefix")" '[{SourceAddress:{AddressDefinition:$a}}]')
    at=$(now_ms); id=$(start "$filter" "$age"); described=$(finish "$id"); took=$(($(now_ms) - at))
    count=$(nfw list-flow-operation-results --firewall-arn "$FIREWALL_ARN" --availability-zone "$ZONE" --flow-operation-id "$id" | jq '.Flows | length')
    answer --argjson prefix "$prefix" --argjson age "$age" --argjson tookMs "$took" --argjson flows "$count" --argjson status "$(jq -c '{FlowOperationStatus, StatusMessage}' <<<"$described")" '{$experiment, $prefix, $age, $tookMs, $flows, $status}'
  done
done
