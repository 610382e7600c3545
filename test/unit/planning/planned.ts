import type { Network } from '../../../functions/lib/domain/network/network.ts';
import { IGW, vpcNetwork } from '../../support/vpc.ts';
import { HUB } from '../../support/worlds.ts';
import { PEER, planner } from './planner.ts';

export const FIREWALL = `arn:aws:network-firewall:us-east-1:${HUB}:firewall/fw`;
/** CreateFlowLogs and StartFlowCapture as an analyst writes them. */
export const flowLogsCall = {
  ResourceIds: ['subnet-00000000000000001'],
  ResourceType: 'Subnet',
  TrafficType: 'ALL',
  LogDestinationType: 's3',
  LogDestination: 'arn:aws:s3:::logs',
};
export const captureCall = {
  FirewallArn: FIREWALL,
  AvailabilityZone: 'us-east-1a',
  FlowFilters: [{ SourceAddress: { AddressDefinition: PEER } }],
};

/** The plan of the case that a trigger opens. */
export const planOf = async (trigger: unknown, settings: object = {}, network?: Network) => {
  const { run, cases } = await planner(settings, network);
  const { caseId, decision } = await run(trigger);
  return { decision, ...(await cases.getCase(caseId)).plan };
};

/** The subject's way to the world passes no firewall. */
export const aroundTheFirewall = () => vpcNetwork({ workload: [['0.0.0.0/0', IGW]] });
