import { parseAddress } from '../../domain/address.ts';
import type { Subject } from '../../domain/lead.ts';
import { subjectOfResourceId } from '../arn-subjects.ts';
import { lastPart, parseFirewallName, parseLoadBalancer } from '../aws-ids.ts';

/** What `subjectFromId` reads, for messages. */
export const SUBJECT_FORMS =
  'an address, an id (eni-…, i-…, nat-…), a load balancer (app/name/id, net/name/id) or the ARN of one of these, of an ECS task, an RDS instance or a firewall';

const FIREWALL_ARN = /^arn:aws[a-z-]{0,10}:network-firewall:[a-z0-9-]{1,30}:\d{12}:firewall\/[^/]+$/;

const firewallOf = (text: string): Subject | undefined => {
  const firewallName = FIREWALL_ARN.test(text) ? parseFirewallName(lastPart(text)) : undefined;
  return firewallName === undefined ? undefined : { kind: 'firewall', firewallName };
};

/** The subject that a person names: an address, a bare id, a load balancer or an ARN. A Lambda function's ARN is none: its
 * interfaces belong to subnets and security groups that the ARN does not tell. */
export const subjectFromId = (text: string): Subject | undefined => {
  const address = parseAddress(text);
  if (address !== undefined) return { kind: 'address', address };
  const loadBalancer = parseLoadBalancer(text);
  if (loadBalancer !== undefined) return { kind: 'load-balancer', loadBalancer };
  if (text.startsWith('arn:')) return firewallOf(text) ?? subjectOfResourceId(text);
  return text.includes('/') ? undefined : subjectOfResourceId(text);
};
