import { ec2Clients } from '../lib/adapters/ec2-clients.ts';
import { ec2FlowLogs } from '../lib/adapters/ec2-flow-logs.ts';
import { ec2InterfaceFinder } from '../lib/adapters/ec2-interface-finder.ts';
import { memberPlaces } from '../lib/adapters/member-places.ts';
import { s3EvidenceStore } from '../lib/adapters/s3-evidence-store.ts';
import { ssmAccountSettings } from '../lib/adapters/ssm-account-settings.ts';
import { policyFrom } from '../lib/adapters/ssm-policy-source.ts';
import { ownerOf } from '../lib/domain/flow-log-tags.ts';
import { leaseStore } from '../lib/records/lease-store.ts';
import type { Host } from '../lib/runtime/host.ts';
import { step } from '../lib/runtime/step.ts';
import { toolbox } from '../lib/runtime/toolbox.ts';
import { capturedPeers } from './captured-peers.ts';
import { enableFlowLogsContract } from './contract.ts';
import { enableFlowLogs } from './enable-flow-logs.ts';

export const enableFlowLogsFunction = (host: Host) =>
  step(host, enableFlowLogsContract, (env, log) => {
    const accounts = ssmAccountSettings(host, env.POLICY_PARAMETER);
    const { table, cases, members, home, clock } = toolbox(host, env, { actor: enableFlowLogsContract.name, accounts });
    const clients = ec2Clients(memberPlaces(members));
    const evidence = s3EvidenceStore(host, env.EVIDENCE_BUCKET);
    const shared = {
      cases,
      leases: leaseStore(table),
      peers: capturedPeers({ cases, evidence }),
      policyFrom: (text: string) => policyFrom(text).policy,
      home,
      defaults: {
        bucketArn: env.FLOW_LOG_BUCKET_ARN,
        logGroupArn: env.FLOW_LOG_GROUP_ARN,
        roleArn: env.FLOW_LOG_ROLE_ARN,
      },
      clock,
      log,
    };
    return (input) => {
      const acting = clients.actingFor(input.caseId);
      const flowLogs = ec2FlowLogs(acting, ownerOf(home));
      return enableFlowLogs({ ...shared, flowLogs, interfaces: ec2InterfaceFinder(acting) })(input);
    };
  });
