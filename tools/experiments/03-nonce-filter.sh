#!/usr/bin/env bash
# Is a filter that matches no traffic accepted, and are filters echoed as they were sent (order, /32, ports)?
. "$(dirname "$0")/common.sh"
sent=$(jq -nc --arg a "$ADDRESS" '[
  {SourceAddress:{AddressDefinition:$a}, DestinationPort:"443:443", Protocols:["6"]},
  {SourceAddress:{AddressDefinition:"192.0.2.17/32"}, DestinationAddress:{AddressDefinition:"198.51.100.99"}, SourcePort:"40001", Protocols:["17","6"]}]')
described=$(finish "$(start "$sent")")
answer --argjson sent "$sent" --argjson echoed "$(jq -c .FlowOperation.FlowFilters <<<"$described")" \
  '{$experiment, $sent, $echoed, verbatim: ($sent == $echoed)}'
