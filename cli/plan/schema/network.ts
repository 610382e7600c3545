import * as z from 'zod/mini';
import { plannedFilter } from './filters.ts';
import { apiInput, list, maybe, text, told } from './parts.ts';

export const affectedInterface = told(
  z.object({
    interfaceId: told(text, 'eni-…'),
    account: told(text, 'Account of the interface.'),
    region: told(text, 'Region of the interface.'),
    vpcId: told(text, 'vpc-…'),
    subnetId: told(text, 'subnet-…'),
    addresses: told(list(text), 'Its addresses.'),
    reason: told(text, 'Why this interface, and not another.'),
    gone: told(maybe.flag, 'It was not found: what is known of it is the word of the event.'),
  }),
  'An interface of ours that the case concerns.',
);

const hop = told(
  z.object({
    at: told(text, 'An interface, subnet, route table, endpoint, gateway or attachment.'),
    route: told(maybe.text, 'The route that sends the traffic on.'),
    note: told(maybe.text, 'What is to be known of it.'),
  }),
  'One hop of a path.',
);

export const path = told(
  z.object({
    interfaceId: told(text, 'Whose traffic.'),
    destination: told(maybe.text, 'The network looked up; absent: anywhere.'),
    outcome: told(z.enum(['on-path', 'not-on-path', 'unknown']), 'Whether a firewall sees the traffic.'),
    confidence: told(
      z.enum(['proven', 'likely', 'unknown']),
      'proven: every hop was read; likely: a hop is inferred or belongs to another account.',
    ),
    hops: told(list(hop), 'The proof, hop by hop.'),
    firewallArns: told(list(text), 'Firewalls on the path.'),
    reason: told(text, 'The outcome in words.'),
  }),
  'Where the traffic of one interface is seen.',
);

const scope = z.union([
  z.object({ availabilityZone: told(text, 'Zone, verbatim as DescribeFirewall names it.') }),
  z.object({ vpcEndpointId: told(text, 'vpce-…') }),
  z.object({ vpcEndpointAssociationArn: told(text, 'ARN of an endpoint association.') }),
]);

export const plannedCapture = told(
  z.object({
    captureKey: told(text, 'Firewall, scope and batch: unique within the case.'),
    account: told(text, 'Account that owns the firewall.'),
    region: told(text, 'Region of the firewall.'),
    firewallArn: told(text, 'The firewall.'),
    scope: told(scope, 'Which part of the firewall.'),
    slotZone: told(text, 'Where it waits for its turn: one operation at a time runs there.'),
    filters: told(list(plannedFilter), '1 to 20 filters.'),
    minimumFlowAgeSeconds: told(z.number(), 'Flows younger than this are left out.'),
    rounds: told(z.int(), 'How often it runs.'),
    roundIntervalSeconds: told(z.number(), 'Seconds from the start of a round to the start of the next.'),
    pollSeconds: told(z.number(), 'Seconds between looks at its status.'),
    deadlineSeconds: told(z.number(), 'A round ends at the latest this long after it was asked for.'),
    waitsPerRound: told(z.int(), 'How often a round may wait, for its turn and for its results together.'),
    maximumPerTargetHour: told(z.int(), 'Operations that may start in an hour on this target.'),
    maximumPerAccountHour: told(z.int(), 'Operations that may start in an hour in this account.'),
  }),
  'One StartFlowCapture, repeated once a round.',
);

export const flowLogs = told(
  z.object({
    interfaceIds: told(list(text), 'Interfaces to log.'),
    verbatim: told(list(apiInput('CreateFlowLogs.')), 'Requests to run as they stand.'),
    reason: told(text, 'Why these, or why none.'),
  }),
  'VPC flow logs to turn on.',
);

export const call = told(
  z.object({
    service: told(z.enum(['network-firewall', 'ec2']), 'AWS service.'),
    operation: told(z.enum(['StartFlowCapture', 'CreateFlowLogs']), 'Operation of its API.'),
    account: told(z.nullable(text), 'Where; null: where Flowtrap runs.'),
    region: told(z.nullable(text), 'Where; null: where Flowtrap runs.'),
    times: told(z.int(), 'How often: once a round for captures.'),
    input: apiInput("The request in the API's own member names."),
  }),
  'One call with an effect that would follow.',
);

export const cost = told(
  z.object({
    caseUsd: told(z.number(), 'The case with few flows, US dollars.'),
    perThousandFlowsUsd: told(z.number(), 'More, for each thousand flows that a round of a capture finds.'),
    perFlowLogGbUsd: told(z.nullable(z.number()), 'For each GB that flow logs deliver; null: none are turned on.'),
  }),
  'What it would cost, US dollars.',
);
