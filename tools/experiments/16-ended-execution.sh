#!/usr/bin/env bash
# Does the event of an execution that failed carry its error? Makes a state machine that only fails, a rule and a queue,
# and removes them. Needs ROLE_ARN: any role that states.amazonaws.com may assume.
. "$(dirname "$0")/common.sh"
: "${ROLE_ARN:?set ROLE_ARN}"
name="flowtrap-experiment-$$"
definition='{"StartAt":"End","States":{"End":{"Type":"Fail","Error":"CaseFailed","Cause":"an experiment"}}}'
machine=$(aws stepfunctions create-state-machine --name "$name" --role-arn "$ROLE_ARN" --definition "$definition" --query stateMachineArn --output text)
url=$(aws sqs create-queue --queue-name "$name" --query QueueUrl --output text)
remove() {
  aws events remove-targets --rule "$name" --ids queue >/dev/null
  aws events delete-rule --name "$name"
  aws sqs delete-queue --queue-url "$url"
  aws stepfunctions delete-state-machine --state-machine-arn "$machine"
}
trap remove EXIT
queue=$(aws sqs get-queue-attributes --queue-url "$url" --attribute-names QueueArn --query Attributes.QueueArn --output text)
rule=$(aws events put-rule --name "$name" --event-pattern "$(jq -cn --arg machine "$machine" '{source: ["aws.states"], detail: {stateMachineArn: [$machine], status: ["FAILED"]}}')" --query RuleArn --output text)
aws sqs set-queue-attributes --queue-url "$url" --attributes "$(jq -cn --arg queue "$queue" --arg rule "$rule" '{Policy: ({Version: "2012-10-17", Statement: [{Effect: "Allow", Principal: {Service: "events.amazonaws.com"}, Action: "sqs:SendMessage", Resource: $queue, Condition: {ArnEquals: {"aws:SourceArn": $rule}}}]} | tojson)}')"
aws events put-targets --rule "$name" --targets "Id=queue,Arn=$queue" >/dev/null
sleep 60
aws stepfunctions start-execution --state-machine-arn "$machine" >/dev/null
body=$(aws sqs receive-message --queue-url "$url" --wait-time-seconds 20 --query 'Messages[0].Body' --output text)
answer --argjson detail "$(jq -c '.detail | {status, error, cause, members: keys}' <<<"$body")" '{$experiment, $detail}'
