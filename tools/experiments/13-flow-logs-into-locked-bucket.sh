#!/usr/bin/env bash
# Are flow logs delivered into a bucket with default Object Lock retention, and into one whose policy denies writes
# without If-None-Match on another prefix? Needs INTERFACE and BUCKET_ARN of such a bucket.
. "$(dirname "$0")/common.sh"
: "${INTERFACE:?set INTERFACE}" "${BUCKET_ARN:?set BUCKET_ARN}"
id=$(aws ec2 create-flow-logs --resource-type NetworkInterface --resource-ids "$INTERFACE" --traffic-type ALL --max-aggregation-interval 60 \
  --log-destination-type s3 --log-destination "$BUCKET_ARN/experiment" --query 'FlowLogIds[0]' --output text)
trap 'aws ec2 delete-flow-logs --flow-log-ids "$id" >/dev/null' EXIT
sleep 900
status=$(aws ec2 describe-flow-logs --flow-log-ids "$id" --query 'FlowLogs[0].{status:DeliverLogsStatus,error:DeliverLogsErrorMessage}' --output json)
objects=$(aws s3api list-objects-v2 --bucket "${BUCKET_ARN##*:}" --prefix experiment --query 'KeyCount' --output text)
answer --argjson status "$status" --argjson objects "$objects" '{$experiment, $status, $objects}'
