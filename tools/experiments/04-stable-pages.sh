#!/usr/bin/env bash
# Are result pages the same when they are read again, and how long does a page token live? Give ID of a finished
# operation with more than one page, or let this start one.
. "$(dirname "$0")/common.sh"
id=${ID:-$(start)}
finish "$id" >/dev/null
page() { nfw list-flow-operation-results --firewall-arn "$FIREWALL_ARN" --availability-zone "$ZONE" --flow-operation-id "$id" --max-results 10 --no-paginate "$@"; }
first=$(page); token=$(jq -r '.NextToken // empty' <<<"$first")
answer --argjson same "$([ "$(jq -S . <<<"$first")" = "$(page | jq -S .)" ] && echo true || echo false)" '{$experiment, $same}'
[ -n "$token" ] || { answer '{$experiment, note: "only one page"}'; exit 0; }
second=$(page --next-token "$token" | jq -S .Flows)
for minutes in 0 5 15 60; do
  sleep $((minutes * 60))
  again=$(page --next-token "$token" 2>&1 | jq -S .Flows 2>/dev/null || echo refused)
  answer --argjson minutes "$minutes" --arg outcome "$([ "$again" = "$second" ] && echo same || echo "${again:0:80}")" '{$experiment, $minutes, $outcome}'
done
