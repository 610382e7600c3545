import * as z from 'zod/mini';
import { apiInput, cidr, list, maybe, portRange, text, told } from './parts.ts';

const kinds = [
  'interface',
  'instance',
  'address',
  'lambda',
  'ecs-task',
  'rds-instance',
  'rds-cluster',
  'nat-gateway',
  'load-balancer',
  'firewall',
] as const;

const subject = told(
  z.object({
    kind: told(z.enum(kinds), 'What names it. The members below are there as far as the event tells them.'),
    interfaceId: told(maybe.text, 'eni-…'),
    addresses: told(z.optional(list(text)), "The interface's own addresses."),
    address: told(maybe.text, 'An address of ours.'),
    instanceId: told(maybe.text, 'i-… or mi-…'),
    vpcId: told(maybe.text, 'vpc-…'),
    subnetId: told(maybe.text, 'subnet-…'),
    subnetIds: told(z.optional(list(text)), "Subnets of a Lambda function's interfaces."),
    securityGroupIds: told(z.optional(list(text)), "Security groups of a Lambda function's interfaces."),
    taskArn: told(maybe.text, 'ARN of an ECS task.'),
    dbInstanceId: told(maybe.text, 'Identifier of an RDS instance.'),
    dbClusterId: told(maybe.text, 'Identifier of an RDS cluster.'),
    natGatewayId: told(maybe.text, 'nat-…'),
    loadBalancer: told(maybe.text, 'app/name/id or net/name/id.'),
    firewallName: told(maybe.text, 'Name of a firewall of AWS Network Firewall.'),
  }),
  'A resource of ours that is affected.',
);

export const tuple = told(
  z.object({
    subject: told(z.optional(cidr), "Our side; absent: each address of the subjects' interfaces."),
    subjectPort: told(
      z.optional(portRange),
      'The port that our side serves, where the far side opened the conversation.',
    ),
    subjectPortOf: told(
      z.optional(z.literal('database')),
      'Our side is a database: the called port is its own, which the network tells.',
    ),
    peer: told(z.optional(cidr), 'The far side; absent: anywhere.'),
    peerPort: told(z.optional(portRange), 'The port that the far side serves, where our side opened the conversation.'),
    protocols: told(list(z.int()), 'IANA protocol numbers; empty: any.'),
    direction: told(z.enum(['inbound', 'outbound', 'unknown']), 'Who opened it, seen from our side.'),
    lastSeenMs: told(maybe.number, 'When the event last saw it, epoch milliseconds.'),
    severity: told(maybe.number, 'Its own severity, 0 to 10, where the event tells one.'),
    reason: told(text, 'Why it is looked for.'),
  }),
  'One conversation to look for.',
);

const request = told(
  z.object({
    rounds: told(maybe.number, 'Rounds of capture, instead of what policy says.'),
    roundIntervalSeconds: told(maybe.number, 'Seconds from the start of a round to the start of the next.'),
    minimumFlowAgeSeconds: told(maybe.number, 'Flows younger than this are left out.'),
    flowLogs: told(maybe.flag, 'Whether VPC flow logs are wanted.'),
    runDrill: told(maybe.flag, 'Whether a sample finding is to be run end to end.'),
    captures: told(
      z.optional(list(apiInput('A verbatim capture.'))),
      'StartFlowCapture as an analyst wrote it, parsed.',
    ),
    createFlowLogs: told(z.optional(list(apiInput('CreateFlowLogs.'))), 'CreateFlowLogs as an analyst wrote it.'),
  }),
  'What a person or a named watch asked for.',
);

export const lead = told(
  z.object({
    source: told(
      z.enum(['guardduty', 'security-hub', 'cloudwatch-alarm', 'firewall-alert', 'schedule', 'manual']),
      'Which reader understood the event.',
    ),
    key: told(list(text), 'What makes events one case. Untrusted text: it is only ever hashed.'),
    perExecution: told(z.boolean(), 'Each execution is a case of its own.'),
    type: told(text, "The finding type, alarm name, signature or request's reason. Untrusted text."),
    severity: told(z.number(), "0 to 10, GuardDuty's scale."),
    account: told(maybe.text, "The account that the event's own body names."),
    region: told(maybe.text, "The Region that the event's own body names."),
    firstSeenMs: told(maybe.number, 'Epoch milliseconds.'),
    lastSeenMs: told(maybe.number, 'Epoch milliseconds.'),
    subjects: told(list(subject), 'Who is affected.'),
    tuples: told(list(tuple), 'What to look for.'),
    drill: told(z.boolean(), 'A sample finding.'),
    archived: told(z.boolean(), 'The finding is archived.'),
    alarm: told(
      z.optional(
        z.object({
          state: told(text, 'ALARM, OK or INSUFFICIENT_DATA.'),
          childAlarmArns: told(list(text), 'Alarms of a composite alarm that rang.'),
        }),
      ),
      'Present for a CloudWatch alarm.',
    ),
    notes: told(list(text), 'What was left out, chosen or widened while reading and planning.'),
    request: z.optional(request),
  }),
  'The event in the words of Flowtrap.',
);
