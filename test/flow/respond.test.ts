import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import type { LocalStack, LocalStackOptions } from '../../simulator/local-stack.ts';
import { startFlowStack } from '../support/flow-stack.ts';

const shipped = (path: string) => JSON.parse(readFileSync(new URL(`../../simulator/${path}`, import.meta.url), 'utf8'));
const shippedExample = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../docs/examples/${name}`, import.meta.url), 'utf8'));
const beacon = shipped('worlds/beacon.json');
const finding = shipped('events/backdoor-c2.json');

process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';

let stack: LocalStack | undefined;

const start = async (options: Partial<LocalStackOptions> = {}): Promise<LocalStack> => {
  stack = await startFlowStack({ world: beacon, ...options });
  return stack;
};

afterEach(async () => {
  expect(stack?.simulator.problems).toEqual([]);
  await stack?.close();
});

const casesIn = ({ simulator, evidenceBucket }: LocalStack): readonly string[] => [
  ...new Set(simulator.objects(evidenceBucket).flatMap(({ key }) => /^cases\/(c-[0-9a-f]{40})\//.exec(key)?.[1] ?? [])),
];

const onlyCase = async (running: LocalStack) => {
  const caseIds = casesIn(running);
  expect(caseIds).toHaveLength(1);
  const caseId = caseIds[0] ?? '';
  const [record, captures, flowLogs] = await Promise.all([
    running.cases.getCase(caseId),
    running.cases.listCaptures(caseId),
    running.cases.listFlowLogs(caseId),
  ]);
  return { caseId, record, captures, flowLogs };
};

const started = ({ simulator }: LocalStack, operation: string): number =>
  simulator.calls.filter((call) => call.operation === operation && call.status === 200).length;

/** The finding with one member changed. */
const findingWith = (change: (detail: typeof finding.detail) => void) => {
  const copy = structuredClone(finding);
  change(copy.detail);
  return copy;
};

describe('a finding that the network carries', () => {
  it('closes COMPLETE with two rounds that differ', async () => {
    const running = await start();

    const result = await running.respond({ name: 'one', input: finding });

    expect(result).toMatchObject({ status: 'SUCCEEDED' });
    const { record, captures } = await onlyCase(running);
    expect(record).toMatchObject({ grade: 'COMPLETE', status: 'CLOSED' });
    expect(captures.map(({ round, grade }) => [round, grade])).toEqual([
      [1, 'COMPLETE'],
      [2, 'COMPLETE'],
    ]);
    const [first, second] = captures.map(({ collection }) => collection?.flowsSha256);
    expect(first).not.toBe(second);
  });

  it('turns flow logs on for the subject and for the peer that only the flows reveal', async () => {
    const running = await start();

    await running.respond({ name: 'one', input: finding });

    const { flowLogs } = await onlyCase(running);
    expect(flowLogs.map(({ role, decision }) => [role, decision]).toSorted()).toEqual([
      ['peer', 'created'],
      ['subject', 'created'],
    ]);
    const peer = flowLogs.find(({ role }) => role === 'peer');
    expect(JSON.stringify(finding)).not.toContain(peer?.resourceId);
  });

  it('lists every evidence file with its SHA-256 in a manifest that openssl-style verification accepts', async () => {
    const running = await start();
    await running.respond({ name: 'one', input: finding });

    const { caseId } = await onlyCase(running);
    const objects = running.simulator.objects(running.evidenceBucket);
    const manifest = JSON.parse(
      objects.find(({ key }) => key === `cases/${caseId}/manifest.json`)?.bytes.toString() ?? '{}',
    );

    const unlisted = new Set(
      ['manifest.json', 'manifest.sig', 'public-key.pem', 'report.html'].map((name) => `cases/${caseId}/${name}`),
    );
    const files = objects.filter(({ key }) => key.startsWith('cases/') && !unlisted.has(key));
    const listed = new Map(manifest.objects.map(({ key, sha256 }: { key: string; sha256: string }) => [key, sha256]));
    expect(files.length).toBeGreaterThan(5);
    for (const { key, bytes } of files)
      expect([key, listed.get(key)]).toEqual([key, createHash('sha256').update(bytes).digest('hex')]);
  });

  it('starts the first capture within two Lambda calls', async () => {
    const running = await start();
    const calls: string[] = [];
    const onEvent = (event: { type: string; state?: { name: string; type: string } }) => {
      if (event.type === 'StateEntered' && event.state) calls.push(`${event.state.type} ${event.state.name}`);
    };

    await running.respond({ name: 'one', input: finding, onEvent });

    const first = calls.indexOf('Task StartCapture');
    expect(
      calls.slice(0, first).filter((state) => state.startsWith('Task') && !state.endsWith('EnableFlowLogs')),
    ).toEqual(['Task PlanCase']);
  });

  it('never flushes', async () => {
    const running = await start();

    await running.respond({ name: 'one', input: finding });

    expect(started(running, 'StartFlowFlush')).toBe(0);
  });
});

describe('copies and repeats', () => {
  it('makes one case out of a finding that arrives twice', async () => {
    const running = await start();

    await running.respond({ name: 'one', input: finding });
    await running.respond({ name: 'two', input: finding });

    const { record, caseId } = await onlyCase(running);
    expect(record.executionArn).toMatch(/one$/);
    expect(started(running, 'StartFlowCapture')).toBe(2);
    const sightings = await running.cases.listSightings(caseId);
    expect(sightings.map(({ outcome }) => outcome).toSorted()).toEqual(['joined', 'opened']);
  });

  it('makes one case out of two executions that run at the same time', async () => {
    const running = await start();

    await Promise.all([
      running.respond({ name: 'one', input: finding }),
      running.respond({ name: 'two', input: finding }),
    ]);

    await onlyCase(running);
    expect(started(running, 'StartFlowCapture')).toBe(2);
  });
});

describe('repeats with new peers', () => {
  const repeat = findingWith((detail) => {
    detail.service.action.networkConnectionAction.remoteIpDetails.ipAddressV4 = '203.0.113.77';
    detail.service.action.networkConnectionAction.remotePortDetails.port = 443;
    detail.updatedAt = '2026-03-17T09:45:00.000Z';
  });

  it('opens a follow-up that looks for the new peer alone', async () => {
    const running = await start();

    await running.respond({ name: 'one', input: finding });
    await running.respond({ name: 'two', input: repeat });
    await running.respond({ name: 'three', input: repeat });

    const caseIds = casesIn(running);
    expect(caseIds).toHaveLength(2);
    const records = await Promise.all(caseIds.map((caseId) => running.cases.getCase(caseId)));
    const followUp = records.find(({ executionArn }) => executionArn.endsWith('two'));
    expect(followUp).toMatchObject({ grade: 'COMPLETE' });
    expect(followUp?.plan.lead?.tuples.map(({ peer }) => peer)).toEqual(['203.0.113.77/32']);
    expect(started(running, 'StartFlowCapture')).toBe(4);
  });

  it('only counts the repeat when policy says so', async () => {
    const running = await start({ policy: JSON.stringify({ triggers: { repeatsWithNewPeers: 'count' } }) });

    await running.respond({ name: 'one', input: finding });
    await running.respond({ name: 'two', input: repeat });

    await onlyCase(running);
    expect(started(running, 'StartFlowCapture')).toBe(2);
  });
});

describe('triggers that start nothing', () => {
  it('ignores a finding below the policy severity and keeps its bytes', async () => {
    const running = await start();
    const mild = findingWith((detail) => {
      detail.severity = 2;
    });

    const result = await running.respond({ name: 'mild', input: mild });

    expect(result).toMatchObject({ status: 'SUCCEEDED', output: { plan: { decision: 'done' } } });
    expect(started(running, 'StartFlowCapture')).toBe(0);
    const keys = running.simulator.objects(running.evidenceBucket).map(({ key }) => key);
    expect(keys).toEqual([expect.stringMatching(/^triggers\/[0-9a-f]{64}\.json$/)]);
  });

  it('closes as REFUSED when an address is a placeholder, naming the field', async () => {
    const running = await start();
    const broken = findingWith((detail) => {
      detail.service.action.networkConnectionAction.remoteIpDetails.ipAddressV4 = '$' + '{malicious_ip}';
    });

    await running.respond({ name: 'broken', input: broken });

    const { record } = await onlyCase(running);
    expect(record).toMatchObject({ grade: 'REFUSED', status: 'CLOSED' });
    expect(record.plan.problems[0]?.path).toContain('remoteIpDetails.ipAddressV4');
    expect(started(running, 'StartFlowCapture')).toBe(0);
  });

  it.each([
    ['text', 'just text'],
    ['an array', [1, 2, 3]],
    ['too deep', JSON.parse('['.repeat(300) + ']'.repeat(300))],
    ['not ours', { 'detail-type': 'EC2 Instance State-change Notification', source: 'aws.ec2', detail: {} }],
  ])('ends %s without a crash and without a capture', async (_, input) => {
    const running = await start();

    const result = await running.respond({ name: 'odd', input });

    expect(result.status).toBe('SUCCEEDED');
    expect(started(running, 'StartFlowCapture')).toBe(0);
  });

  it('starts nothing in monitor mode but records the plan', async () => {
    const running = await start({ policy: JSON.stringify({ capture: { mode: 'monitor' } }) });

    const result = await running.respond({ name: 'monitor', input: finding });

    expect(result).toMatchObject({ output: { plan: { decision: 'done' } } });
    expect(started(running, 'StartFlowCapture') + started(running, 'CreateFlowLogs')).toBe(0);
  });
});

describe('branches are independent', () => {
  it('captures although flow logs fail, and says so in the grade', async () => {
    const running = await start();
    running.simulator.faults.add({
      on: { service: 'ec2', operation: 'CreateFlowLogs' },
      fault: { kind: 'error', code: 'UnauthorizedOperation', status: 403, when: 'before' },
      times: 100,
    });

    await running.respond({ name: 'one', input: finding });

    const { record, captures } = await onlyCase(running);
    expect(captures.map(({ grade }) => grade)).toEqual(['COMPLETE', 'COMPLETE']);
    expect(record.grade).toBe('PARTIAL');
  });

  it('turns flow logs on although the firewall refuses captures', async () => {
    const running = await start();
    running.simulator.faults.add({
      on: { operation: 'StartFlowCapture' },
      fault: { kind: 'error', code: 'AccessDeniedException', status: 400, when: 'before' },
      times: 100,
    });

    await running.respond({ name: 'one', input: finding });

    const { record, flowLogs } = await onlyCase(running);
    expect(flowLogs.map(({ decision }) => decision)).toEqual(['created']);
    expect(record.grade).toBe('NEEDS_OPERATOR');
  });
});

describe('steps that fail for good', () => {
  const always = { times: 1_000 } as const;
  const denied = { kind: 'error', code: 'AccessDeniedException', status: 400, when: 'before' } as const;

  it('closes a case that could not be planned as NEEDS_OPERATOR, under the execution', async () => {
    const running = await start();
    running.simulator.faults.add({
      on: { service: 'ec2', operation: 'DescribeRouteTables' },
      fault: { kind: 'drop' },
      ...always,
    });

    const result = await running.respond({ name: 'one', input: finding });

    const { record } = await onlyCase(running);
    expect(result.status).toBe('FAILED');
    expect(record).toMatchObject({ grade: 'NEEDS_OPERATOR', status: 'CLOSED' });
    expect(started(running, 'StartFlowCapture')).toBe(0);
  });

  it('closes as PARTIAL when the peers of the flows cannot be looked up', async () => {
    const running = await start();
    running.simulator.faults.decide = (call) => {
      const byAddress = JSON.stringify(call.parameters ?? {}).includes('addresses.private-ip-address');
      return call.operation === 'DescribeNetworkInterfaces' && byAddress ? { kind: 'drop' } : undefined;
    };

    await running.respond({ name: 'one', input: finding });

    const { record, captures } = await onlyCase(running);
    expect(captures.map(({ grade }) => grade)).toEqual(['COMPLETE', 'COMPLETE']);
    expect(record).toMatchObject({ grade: 'PARTIAL', gradeReason: expect.stringContaining('EnableFlowLogsOnPeers') });
  });

  it('records a failure and fails the execution when evidence cannot be written', async () => {
    const running = await start();
    running.simulator.faults.decide = (call) =>
      call.operation === 'PutObject' && String(call.resource).includes('rounds.json') ? denied : undefined;

    const result = await running.respond({ name: 'one', input: finding });

    const { record } = await onlyCase(running);
    expect(result.status).toBe('FAILED');
    expect(record).toMatchObject({ grade: 'NEEDS_OPERATOR', status: 'CLOSED' });
    expect(running.simulator.events).toHaveLength(1);
  });
});

describe('by hand', () => {
  it("runs the AWS CLI's own start-flow-capture JSON as it stands", async () => {
    const running = await start();
    const request = {
      FirewallArn: 'arn:aws:network-firewall:us-east-1:111122223333:firewall/inspection',
      AvailabilityZone: 'us-east-1a',
      MinimumFlowAgeInSeconds: 30,
      FlowFilters: [{ SourceAddress: { AddressDefinition: '10.0.1.10' }, DestinationPort: '1:4000', Protocols: ['6'] }],
    };

    await running.respond({ name: 'hand', input: request });

    const { record, captures } = await onlyCase(running);
    expect(record.grade).toBe('COMPLETE');
    expect(captures[0]?.plan).toMatchObject({ minimumFlowAgeSeconds: 30, slotZone: 'us-east-1a' });
  });

  it("runs the AWS CLI's own create-flow-logs JSON as it stands", async () => {
    const running = await start();
    const request = {
      ResourceIds: ['subnet-0a51c7e02d9384b16'],
      ResourceType: 'Subnet',
      TrafficType: 'REJECT',
      LogDestinationType: 's3',
      LogDestination: 'arn:aws:s3:::flowtrap-flow-logs/by-hand/',
    };

    await running.respond({ name: 'hand', input: request });

    const { record, flowLogs } = await onlyCase(running);
    expect(record.grade).toBe('COMPLETE');
    expect(flowLogs).toMatchObject([{ role: 'verbatim', decision: 'created', resourceId: 'subnet-0a51c7e02d9384b16' }]);
  });

  it('lists every violation of a request with its path', async () => {
    const running = await start();

    await running.respond({
      name: 'hand',
      input: { source: 'manual', reason: 'check', subjects: ['eni-xyz'], ports: [70_000], rounds: 0 },
    });

    const { record } = await onlyCase(running);
    expect(record.grade).toBe('REFUSED');
    const paths = record.plan.problems.map(({ path }) => path).toSorted();
    expect(paths).toEqual(['ports[0]', 'rounds', 'subjects[0]']);
  });

  it('makes each execution of a request a case of its own', async () => {
    const running = await start();
    const request = {
      source: 'manual',
      reason: 'check',
      subjects: ['eni-04b8d1c6e2f70a935'],
      peers: ['10.0.2.20'],
      rounds: 1,
    };

    await running.respond({ name: 'first', input: request });
    await running.respond({ name: 'second', input: request });

    expect(casesIn(running)).toHaveLength(2);
  });
});

describe('one finding by several sources', () => {
  const S = 'aws/guardduty/service/action/networkConnectionAction';
  const { accountId, region, arn, type, service, resource } = finding.detail;
  const action = service.action.networkConnectionAction;
  const hub = (detailType: string, copy: object) => ({
    version: '0',
    'detail-type': detailType,
    source: 'aws.securityhub',
    account: '999988887777',
    region: 'us-east-1',
    detail: { findings: [copy] },
  });
  const local = resource.instanceDetails.networkInterfaces[0].privateIpAddress;
  const copies = {
    asff: hub('Security Hub Findings - Imported', {
      Id: arn,
      ProductArn: `arn:aws:securityhub:${region}::product/aws/guardduty`,
      AwsAccountId: accountId,
      Region: region,
      Types: [`TTPs/Command and Control/${type.replace('/', '-')}`],
      Severity: { Label: 'HIGH' },
      ProductFields: {
        [`${S}/connectionDirection`]: 'OUTBOUND',
        [`${S}/localIpDetails/ipAddressV4`]: local,
        [`${S}/remoteIpDetails/ipAddressV4`]: action.remoteIpDetails.ipAddressV4,
        [`${S}/remotePortDetails/port`]: String(action.remotePortDetails.port),
      },
      Resources: [{ Type: 'AwsEc2Instance', Id: `arn:aws:ec2:${region}:${accountId}:instance/i-0c4d1e7f9a2b3c586` }],
    }),
    ocsf: hub('Findings Imported V2', {
      class_uid: 2004,
      cloud: { account: { uid: accountId }, region },
      finding_info: { uid: arn, types: [type] },
      severity_id: 4,
      resources: [{ uid: `arn:aws:ec2:${region}:${accountId}:instance/i-0c4d1e7f9a2b3c586` }],
      evidences: [
        {
          src_endpoint: { ip: local },
          dst_endpoint: { ip: action.remoteIpDetails.ipAddressV4, port: action.remotePortDetails.port },
          connection_info: { direction: 'Outbound', protocol_num: 6 },
        },
      ],
    }),
  };

  it('is one case, whichever copy comes first', async () => {
    const running = await start();

    await running.respond({ name: 'ocsf', input: copies.ocsf });
    await running.respond({ name: 'asff', input: copies.asff });
    await running.respond({ name: 'guardduty', input: finding });

    const { caseId, record } = await onlyCase(running);
    expect(record).toMatchObject({ grade: 'COMPLETE', plan: { lead: { source: 'security-hub' } } });
    const sightings = await running.cases.listSightings(caseId);
    expect(sightings.map(({ outcome }) => outcome).toSorted()).toEqual(['joined', 'joined', 'opened']);
    expect(started(running, 'StartFlowCapture')).toBe(2);
  });
});

describe('drills', () => {
  const drill = shippedExample('drill.json');

  it('are planned and recorded, and not run, when the sample comes by itself', async () => {
    const running = await start();

    const result = await running.respond({ name: 'sample', input: drill.event });

    expect(result).toMatchObject({ output: { plan: { decision: 'done', reason: expect.stringMatching(/^drill/) } } });
    expect(started(running, 'StartFlowCapture') + started(running, 'CreateFlowLogs')).toBe(0);
  });

  it('run end to end when the caller asks, each time as a case of its own that says what it is', async () => {
    const running = await start();

    await running.respond({ name: 'sample', input: drill.event });
    await running.respond({ name: 'first', input: drill });
    await running.respond({ name: 'second', input: drill });

    const caseIds = casesIn(running);
    expect(caseIds).toHaveLength(2);
    for (const caseId of caseIds) {
      const record = await running.cases.getCase(caseId);
      expect(record).toMatchObject({ grade: 'COMPLETE', plan: { lead: { drill: true, request: { runDrill: true } } } });
    }
    expect(running.simulator.events.map(({ detail }) => detail)).toMatchObject([{ drill: true }, { drill: true }]);
    expect(started(running, 'StartFlowCapture')).toBe(2);
  });

  it.each([
    ['on the bus', { 'detail-type': 'Capture Request', source: 'someone', detail: drill }],
    ['in a message', { Type: 'Notification', MessageId: 'm', TopicArn: 't', Message: JSON.stringify(drill) }],
    ['inside the finding', { ...drill.event, runDrill: true, detail: { ...drill.event.detail, ...drill } }],
  ])('are not run by a wrapper %s', async (_, input) => {
    const running = await start();

    await running.respond({ name: 'smuggled', input });

    expect(started(running, 'StartFlowCapture') + started(running, 'CreateFlowLogs')).toBe(0);
  });
});

describe('alarms', () => {
  const alarmEvent = (value: string, at: string, previousAt: string) => ({
    version: '0',
    'detail-type': 'CloudWatch Alarm State Change',
    source: 'aws.cloudwatch',
    account: '111122223333',
    time: at,
    region: 'us-east-1',
    resources: ['arn:aws:cloudwatch:us-east-1:111122223333:alarm:egress-high'],
    detail: {
      alarmName: 'egress-high',
      state: { value, reason: 'threshold', timestamp: at },
      previousState: { value: value === 'OK' ? 'ALARM' : 'OK', timestamp: previousAt },
      configuration: {
        metrics: [
          {
            id: 'm1',
            metricStat: {
              metric: { namespace: 'AWS/EC2', name: 'NetworkOut', dimensions: { InstanceId: 'i-0c4d1e7f9a2b3c586' } },
              period: 60,
              stat: 'Sum',
            },
            returnData: true,
          },
        ],
      },
    },
  });
  const rings = alarmEvent('ALARM', '2026-03-17T09:29:00.000+0000', '2026-03-17T08:00:00.000+0000');
  const over = alarmEvent('OK', '2026-03-17T09:40:00.000+0000', '2026-03-17T09:29:00.000+0000');
  const policyWith = (retireFlowLogsOnOk: boolean) =>
    JSON.stringify({ triggers: { alarms: [{ name: 'egress-*', ports: [3128], retireFlowLogsOnOk }] } });

  it('captures what the policy says of the alarm', async () => {
    const running = await start({ policy: policyWith(false) });

    await running.respond({ name: 'rings', input: rings });

    const { record } = await onlyCase(running);
    expect(record.grade).toBe('COMPLETE');
  });

  it.each([
    [true, 2],
    [false, 0],
  ])('ends its flow logs when it is over, where policy says %s', async (retire, gone) => {
    const running = await start({ policy: policyWith(retire) });
    await running.respond({ name: 'rings', input: rings });

    await running.respond({ name: 'over', input: over });
    running.time.advanceMs(1_000);
    await running.retireFlowLogs('sweep');

    const deleted = running.simulator.flowLogs().filter(({ deletedAtMs }) => deletedAtMs !== undefined);
    expect(deleted).toHaveLength(gone);
  });
});

describe('leases end', () => {
  it('deletes the flow logs of the case after their lease, and nothing else', async () => {
    const running = await start();
    await running.respond({ name: 'one', input: finding });

    await running.retireFlowLogs('early');
    const early = running.simulator.flowLogs().filter(({ deletedAtMs }) => deletedAtMs !== undefined);
    running.time.advanceMs(25 * 3_600_000);
    const result = await running.retireFlowLogs('late');

    expect(result.status).toBe('SUCCEEDED');
    expect(early).toEqual([]);
    const gone = running.simulator.flowLogs().filter(({ deletedAtMs }) => deletedAtMs !== undefined);
    expect(gone).toHaveLength(2);
  });
});
