#!/usr/bin/env bash
# Where does EC2 report a second, equal flow log: as an error, or in Unsuccessful? Which differences make two? Needs
# INTERFACE and BUCKET_ARN; removes what it creates.
. "$(dirname "$0")/common.sh"
: "${INTERFACE:?set INTERFACE to an interface id}" "${BUCKET_ARN:?set BUCKET_ARN}"
made=()
trap 'for id in "${made[@]}"; do aws ec2 delete-flow-logs --flow-log-ids "$id" >/dev/null; done' EXIT
create() { aws ec2 create-flow-logs --resource-type NetworkInterface --resource-ids "$INTERFACE" --log-destination-type s3 --log-destination "$BUCKET_ARN" --client-token "$(uuidgen)" --output json "$@" 2>&1 || true; }
for more in '--traffic-type ALL' '--traffic-type ALL' '--traffic-type REJECT' '--traffic-type ALL --max-aggregation-interval 60'; do
  # shellcheck disable=SC2086 # options, one word each
  said=$(create $more)
  for id in $(jq -r '.FlowLogIds[]?' <<<"$said" 2>/dev/null || true); do made+=("$id"); done
  answer --arg options "$more" --arg said "$said" '{$experiment, $options, $said}'
done
