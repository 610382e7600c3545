#!/usr/bin/env bash
# What do GuardDuty's events look like here (account and Region of the envelope), and how often is one delivered twice?
# Makes sample findings and reads the executions that they started. Needs STATE_MACHINE_ARN and DETECTOR_ID.
. "$(dirname "$0")/common.sh"
: "${STATE_MACHINE_ARN:?set STATE_MACHINE_ARN}" "${DETECTOR_ID:?set DETECTOR_ID}"
aws guardduty create-sample-findings --detector-id "$DETECTOR_ID" --finding-types 'Backdoor:EC2/C&CActivity.B' 'UnauthorizedAccess:EC2/SSHBruteForce'
sleep 600
for arn in $(aws stepfunctions list-executions --state-machine-arn "$STATE_MACHINE_ARN" --max-items 20 --query 'executions[].executionArn' --output text); do
  input=$(aws stepfunctions describe-execution --execution-arn "$arn" --query input --output text)
  answer --arg name "${arn##*:}" --argjson event "$(jq -c '{id, account, region, source, finding: .detail.id}' <<<"$input")" '{$experiment, $name, $event}'
done
