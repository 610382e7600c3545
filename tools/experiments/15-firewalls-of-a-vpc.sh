#!/usr/bin/env bash
# Does ListFirewalls with VPC_ID show firewalls that only have an endpoint association there, and shared ones?
. "$(dirname "$0")/common.sh"
: "${VPC_ID:?set VPC_ID to a VPC that only holds an association}"
answer --argjson byVpc "$(nfw list-firewalls --vpc-ids "$VPC_ID" | jq -c '[.Firewalls[].FirewallArn]')" \
  --argjson all "$(nfw list-firewalls | jq -c '[.Firewalls[].FirewallArn]')" \
  --argjson associations "$(nfw list-vpc-endpoint-associations | jq -c '[.VpcEndpointAssociations[].VpcEndpointAssociationArn]')" \
  '{$experiment, $byVpc, $all, $associations}'
