# Shared by the experiments: source it. Needs bash, the aws CLI (version 2) and jq, and credentials of the account that
# owns the firewall. Every experiment prints one JSON object a line; keep the output as its answer.
set -euo pipefail

: "${FIREWALL_ARN:?set FIREWALL_ARN to a firewall that may be tried on}"
: "${ZONE:?set ZONE to one of its Availability Zones}"
: "${ADDRESS:?set ADDRESS to an address whose flows pass it}"
export AWS_RETRY_MODE=standard AWS_PAGER=''

nfw() { aws network-firewall "$@" --output json; }

now_ms() { date +%s%3N; }

# filters ADDRESS: both directions of one host, which is as narrow as a capture of anything is.
filters() {
  jq -nc --arg a "$1/32" '[{SourceAddress:{AddressDefinition:$a}},{DestinationAddress:{AddressDefinition:$a}}]'
}

# start [FILTERS] [MINIMUM_AGE]: sends one request and never repeats it. Prints the operation's id.
start() {
  AWS_MAX_ATTEMPTS=1 nfw start-flow-capture --firewall-arn "$FIREWALL_ARN" --availability-zone "$ZONE" \
    --minimum-flow-age-in-seconds "${2:-60}" --flow-filters "${1:-$(filters "$ADDRESS")}" | jq -r .FlowOperationId
}

describe() { nfw describe-flow-operation --firewall-arn "$FIREWALL_ARN" --availability-zone "$ZONE" --flow-operation-id "$1"; }

list() { nfw list-flow-operations --firewall-arn "$FIREWALL_ARN" --availability-zone "$ZONE"; }

# finish ID: waits until the operation is over. Prints its last description.
finish() {
  local described
  while described=$(describe "$1"); [ "$(jq -r .FlowOperationStatus <<<"$described")" = IN_PROGRESS ]; do sleep 2; done
  printf '%s\n' "$described"
}

answer() { jq -nc --arg experiment "$(basename "$0" .sh)" "$@"; }
