import { describe, expect, it } from 'vitest';
import drill from '../../docs/examples/drill.json' with { type: 'json' };
import finding from '../../simulator/events/backdoor-c2.json' with { type: 'json' };
import { instanceAlarm } from '../support/alarm-events.ts';
import { casesIn, onlyCase, started, startTestStack } from './test-stack.ts';

describe('by hand', () => {
  it("runs the AWS CLI's own start-flow-capture JSON as it stands", async () => {
    const running = await startTestStack();
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
    const running = await startTestStack();
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
    const running = await startTestStack();

    await running.respond({
      name: 'hand',
      input: { source: 'manual', reason: 'check', subjects: ['eni-xyz'], ports: [70_000], rounds: 0 },
    });

    const { record } = await onlyCase(running);
    expect(record.grade).toBe('REFUSED');
    const paths = record.plan.problems.map(({ path }) => path).toSorted();
    expect(paths).toEqual(['ports[0]', 'rounds', 'subjects[0]']);
  });

  it('turns flow logs on where a firewall sees the traffic, but every filter would be too wide', async () => {
    const running = await startTestStack();
    const request = { source: 'manual', reason: 'check', subjects: ['eni-04b8d1c6e2f70a935'], peers: ['10.0.0.0/8'] };

    const result = await running.respond({ name: 'hand', input: request });

    const { record, captures, flowLogs } = await onlyCase(running);
    expect(result.status).toBe('SUCCEEDED');
    expect(record).toMatchObject({ status: 'CLOSED', grade: 'REFUSED', plan: { paths: [{ outcome: 'on-path' }] } });
    expect(record.gradeReason).toBe("tuples: the peer 10.0.0.0/8 is wider than the policy's /16");
    expect(captures).toEqual([]);
    expect(started(running, 'StartFlowCapture')).toBe(0);
    expect(flowLogs).toMatchObject([{ resourceId: 'eni-04b8d1c6e2f70a935', decision: 'created' }]);
  });

  it('makes each execution of a request a case of its own', async () => {
    const running = await startTestStack();
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
  const local = resource.instanceDetails.networkInterfaces[0]?.privateIpAddress;
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
    const running = await startTestStack();

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
  it('are planned and recorded, and not run, when the sample comes by itself', async () => {
    const running = await startTestStack();

    const result = await running.respond({ name: 'sample', input: drill.event });

    expect(result).toMatchObject({ output: { plan: { decision: 'done', reason: expect.stringMatching(/^drill/) } } });
    expect(started(running, 'StartFlowCapture') + started(running, 'CreateFlowLogs')).toBe(0);
  });

  it('run end to end when the caller asks, each time as a case of its own that says what it is', async () => {
    const running = await startTestStack();

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
    const running = await startTestStack();

    await running.respond({ name: 'smuggled', input });

    expect(started(running, 'StartFlowCapture') + started(running, 'CreateFlowLogs')).toBe(0);
  });
});

describe('alarms', () => {
  const rings = instanceAlarm('ALARM', '2026-03-17T09:29:00.000+0000', '2026-03-17T08:00:00.000+0000');
  const over = instanceAlarm('OK', '2026-03-17T09:40:00.000+0000', '2026-03-17T09:29:00.000+0000');
  const policyWith = (retireFlowLogsOnOk: boolean) =>
    JSON.stringify({ triggers: { alarms: [{ name: 'egress-*', ports: [3128], retireFlowLogsOnOk }] } });

  it('captures what the policy says of the alarm', async () => {
    const running = await startTestStack({ policy: policyWith(false) });

    await running.respond({ name: 'rings', input: rings });

    const { record } = await onlyCase(running);
    expect(record.grade).toBe('COMPLETE');
  });

  it.each([
    [true, 2],
    [false, 0],
  ])('ends its flow logs when it is over, where policy says %s', async (retire, gone) => {
    const running = await startTestStack({ policy: policyWith(retire) });
    await running.respond({ name: 'rings', input: rings });

    await running.respond({ name: 'over', input: over });
    running.time.advanceMs(1_000);
    await running.retireFlowLogs('sweep');

    const deleted = running.simulator.flowLogs().filter(({ deletedAtMs }) => deletedAtMs !== undefined);
    expect(deleted).toHaveLength(gone);
  });
});
