#!/usr/bin/env bash
# Which form of a zone does the firewall give and take: name (us-east-1a) or id (use1-az4)?
. "$(dirname "$0")/common.sh"
export AWS_MAX_ATTEMPTS=1
firewall=$(nfw describe-firewall --firewall-arn "$FIREWALL_ARN")
zone=$(aws ec2 describe-availability-zones --output json | jq -c --arg z "$ZONE" '.AvailabilityZones[] | select(.ZoneName == $z or .ZoneId == $z) | {ZoneName, ZoneId}')
for form in $(jq -r '.ZoneName, .ZoneId' <<<"$zone"); do
  outcome=$(ZONE=$form start 2>&1 || true)
  answer --arg form "$form" --arg outcome "${outcome: -160}" --argjson told "$(jq -c '[.FirewallStatus.SyncStates // {} | keys[]] + [.Firewall.AvailabilityZoneMappings[]?.AvailabilityZone]' <<<"$firewall")" '{$experiment, $form, $outcome, $told}'
  sleep 60
done
