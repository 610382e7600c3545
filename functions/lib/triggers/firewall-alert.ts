import type { TriggerReading } from '../domain/lead.ts';
import { isAwsLogs, openAwsLogs } from './aws-logs.ts';
import { isFirewallRecord, readFirewallRecord } from './firewall-record.ts';
import { at, isObject, type JsonNode } from './json-node.ts';
import { mergeByPlace } from './merge-readings.ts';
import { detailOf, isEnvelope, type TriggerReader } from './trigger-reader.ts';

const refusedBatch = (value: JsonNode): TriggerReading => {
  const { path } = at(value, 'awslogs', 'data');
  const problem = {
    path,
    problem: 'is not a log batch',
    allowed: 'gzip in base64 of a CloudWatch Logs subscription, up to 1 MiB',
  };
  return { outcome: 'refused', reason: `${path} ${problem.problem}`, problems: [problem] };
};

const notARecord: TriggerReading = { outcome: 'ignored', reason: 'not a log record of AWS Network Firewall' };

/** One batch is one case for each Region: its records come from one log group, within seconds. */
const readBatch = (value: JsonNode): readonly TriggerReading[] => {
  const batch = openAwsLogs(value);
  if (batch === undefined) return [refusedBatch(value)];
  const readings = batch.messages.map((message) =>
    'node' in message && isObject(message.node) && isFirewallRecord(message.node)
      ? readFirewallRecord(message.node, { account: batch.account })
      : notARecord,
  );
  const records = readings.filter((reading) => reading !== notARecord);
  return records.length > 0 ? mergeByPlace(records) : [notARecord];
};

/** AWS Network Firewall alert and flow records: alone, from a log subscription, or on the bus from any producer. */
export const firewallReader: TriggerReader = {
  source: 'firewall-alert',
  recognises: (value) => isAwsLogs(value) || isFirewallRecord(isEnvelope(value) ? detailOf(value) : value),
  read: (value) => (isAwsLogs(value) ? readBatch(value) : [readFirewallRecord(detailOf(value))]),
};
