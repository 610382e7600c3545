#!/usr/bin/env bash
# What does a row look like (address suffix, protocol, one row a connection or two, ICMP ports, unit of Age), and does a
# filter match as written or both ways? Keep a long-lived TCP connection and a ping from ADDRESS to PEER running.
. "$(dirname "$0")/common.sh"
: "${PEER:?set PEER to the other end of the connection}"
for way in "$ADDRESS $PEER" "$PEER $ADDRESS"; do
  read -r source destination <<<"$way"
  filter=$(jq -nc --arg s "$source/32" --arg d "$destination/32" '[{SourceAddress:{AddressDefinition:$s},DestinationAddress:{AddressDefinition:$d}}]')
  id=$(start "$filter"); finish "$id" >/dev/null
  rows=$(nfw list-flow-operation-results --firewall-arn "$FIREWALL_ARN" --availability-zone "$ZONE" --flow-operation-id "$id" --max-items 10 | jq -c .Flows)
  answer --argjson filter "$filter" --argjson rows "$rows" '{$experiment, $filter, $rows}'
done
empty=$(AWS_MAX_ATTEMPTS=1 start '[{}]' 2>&1 || true)
answer --arg emptyFilter "${empty: -160}" '{$experiment, $emptyFilter}'
