/** Every field of versions 2 to 5 that tells who spoke with whom, which way and by which path, and `reject-reason`. The
 * fields of version 7 (ECS) and 11 (tags) stay out: they need further permissions and a service-linked role. */
const evidenceFields = [
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status',
  'vpc-id subnet-id instance-id tcp-flags type pkt-srcaddr pkt-dstaddr',
  'region az-id flow-direction traffic-path pkt-src-aws-service pkt-dst-aws-service reject-reason',
].flatMap((line) => line.split(' '));

/** `LogFormat` of our flow logs: the addresses of the packet itself beside those of the interface, so that traffic
 * through a NAT gateway, a load balancer or a secondary address keeps its real ends. */
export const evidenceLogFormat = evidenceFields.map((field) => ['$', '{', field, '}'].join('')).join(' ');
