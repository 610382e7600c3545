import type { Subject } from '../domain/lead.ts';
import {
  lastPart,
  parseDbInstanceId,
  parseInstanceId,
  parseInterfaceId,
  parseLoadBalancer,
  parseNatGatewayId,
  parseTaskArn,
} from './aws-ids.ts';

const afterColon = (text: string): string => text.slice(text.lastIndexOf(':') + 1);

type Reader = (text: string) => Subject | undefined;

const readers: readonly Reader[] = [
  (text) => {
    const instanceId = parseInstanceId(lastPart(text));
    return instanceId === undefined ? undefined : { kind: 'instance', instanceId };
  },
  (text) => {
    const interfaceId = parseInterfaceId(lastPart(text));
    return interfaceId === undefined ? undefined : { kind: 'interface', interfaceId, addresses: [] };
  },
  (text) => {
    const taskArn = parseTaskArn(text);
    return taskArn === undefined ? undefined : { kind: 'ecs-task', taskArn };
  },
  (text) => {
    const dbInstanceId = /^arn:[^:]*:rds:[^:]*:[^:]*:db:/.test(text) ? parseDbInstanceId(afterColon(text)) : undefined;
    return dbInstanceId === undefined ? undefined : { kind: 'rds-instance', dbInstanceId };
  },
  (text) => {
    const dbClusterId = /^arn:[^:]*:rds:[^:]*:[^:]*:cluster:/.test(text)
      ? parseDbInstanceId(afterColon(text))
      : undefined;
    return dbClusterId === undefined ? undefined : { kind: 'rds-cluster', dbClusterId };
  },
  (text) => {
    const natGatewayId = parseNatGatewayId(lastPart(text));
    return natGatewayId === undefined ? undefined : { kind: 'nat-gateway', natGatewayId };
  },
  (text) => {
    const loadBalancer = parseLoadBalancer(text.split(':loadbalancer/', 2)[1]);
    return loadBalancer === undefined ? undefined : { kind: 'load-balancer', loadBalancer };
  },
];

/** The subject that a resource's ARN or bare id names; undefined for resources without network interfaces of their own. */
export const subjectOfResourceId = (text: string | undefined): Subject | undefined => {
  if (text === undefined || text.length > 2_048) return undefined;
  return readers.map((read) => read(text)).find((subject) => subject !== undefined);
};
