import type { PortRange } from '../domain/tuple.ts';

/** What to look for when a finding has this type.
 * - `conversation`: the connection that the finding tells, with the service's port
 * - `host-pair`: the same two hosts on any port
 * - `sweep`: our side to anywhere on the finding's port
 * - `anywhere`: our side to anywhere; the finding names a domain, or nothing
 * - `probes`, `login`: as the action tells
 * - `sequence`: as the sequence's endpoints tell
 * - `when-asked`: no network side of its own; policy may ask for the resource's flows
 * - `never`: nothing that any firewall could see */
export type Look =
  | 'conversation'
  | 'host-pair'
  | 'sweep'
  | 'anywhere'
  | 'probes'
  | 'login'
  | 'sequence'
  | 'when-asked'
  | 'never';

export interface TypeRule {
  readonly look: Look;
  /** The service's port where the finding gives none; and what tells the called side in brute-force findings. */
  readonly service?: PortRange;
  /** Protocols to look for beside the one in the finding. */
  readonly protocols?: readonly number[];
  /** Brute force: TARGET means that the far side calls us, ACTOR that we call it (GuardDuty, finding types). */
  readonly roleTellsDirection?: boolean;
  /** Why a rule is `never`. */
  readonly reason?: string;
}

const conversation: TypeRule = { look: 'conversation' };
const anywhereRule: TypeRule = { look: 'anywhere' };
const whenAsked: TypeRule = { look: 'when-asked' };
const port = (from: number, to = from): PortRange => ({ from, to });

/** Finding types of Amazon GuardDuty that need more than the shape of their action (GuardDuty user guide, finding types). */
const special: ReadonlyMap<string, TypeRule> = new Map([
  ['Backdoor:EC2/DenialOfService.Dns', { ...conversation, service: port(53), protocols: [6, 17] }],
  ['Backdoor:EC2/DenialOfService.Tcp', { ...conversation, protocols: [6] }],
  ['Backdoor:EC2/DenialOfService.Udp', { ...conversation, protocols: [17] }],
  ['Backdoor:EC2/DenialOfService.UdpOnTcpPorts', { ...conversation, protocols: [17] }],
  ['Backdoor:EC2/DenialOfService.UnusualProtocol', { look: 'host-pair' }],
  ['Backdoor:EC2/Spambot', { ...conversation, service: port(25), protocols: [6] }],
  ['Behavior:EC2/TrafficVolumeUnusual', { look: 'host-pair' }],
  ['DefenseEvasion:EC2/UnusualDNSResolver', { ...conversation, service: port(53), protocols: [6, 17] }],
  ['DefenseEvasion:EC2/UnusualDoHActivity', { ...conversation, service: port(443), protocols: [6, 17] }],
  ['DefenseEvasion:EC2/UnusualDoTActivity', { ...conversation, service: port(853), protocols: [6] }],
  ['Impact:EC2/PortSweep', { look: 'sweep', protocols: [6] }],
  [
    'Impact:EC2/WinRMBruteForce',
    { ...conversation, service: port(5985, 5986), protocols: [6], roleTellsDirection: true },
  ],
  ['Recon:EC2/PortProbeEMRUnprotectedPort', { look: 'probes' }],
  ['Recon:EC2/PortProbeUnprotectedPort', { look: 'probes' }],
  ['Recon:EC2/Portscan', { look: 'host-pair' }],
  [
    'UnauthorizedAccess:EC2/RDPBruteForce',
    { ...conversation, service: port(3389), protocols: [6], roleTellsDirection: true },
  ],
  [
    'UnauthorizedAccess:EC2/SSHBruteForce',
    { ...conversation, service: port(22), protocols: [6], roleTellsDirection: true },
  ],
  ['Execution:Runtime/ReverseShell', { look: 'anywhere', protocols: [6] }],
]);

const METADATA_REBIND = 'the instance metadata address is never routed, so no firewall sees this';

/** Families of types, by pattern; the first that matches wins. */
const families: readonly (readonly [RegExp, TypeRule])[] = [
  [/^UnauthorizedAccess:(EC2|Runtime)\/MetadataDNSRebind$/, { look: 'never', reason: METADATA_REBIND }],
  [/^AttackSequence:/, { look: 'sequence' }],
  [/^[A-Za-z]+:(EC2|Runtime)\/\w+(\.\w+)?!DNS$/, anywhereRule],
  [/^Backdoor:(EC2|Runtime)\/C&CActivity\.B!DNS$/, anywhereRule],
  [/^Impact:(EC2|Runtime)\/(Abused|Bitcoin|Malicious|Suspicious)DomainRequest\./, anywhereRule],
  [/^Trojan:EC2\/(DGADomainRequest\.B|DNSDataExfiltration)$/, anywhereRule],
  [/^(Backdoor|CryptoCurrency|Trojan|UnauthorizedAccess):(EC2|Runtime|Lambda)\//, conversation],
  [/^(Behavior|Recon|DefenseEvasion|Impact):EC2\//, conversation],
  [/^(CredentialAccess|Discovery):RDS\//, { look: 'login' }],
  [/^[A-Za-z]+:Kubernetes\//, whenAsked],
  [/^[A-Za-z]+:Runtime\//, whenAsked],
  [/^Execution:(EC2|ECS|Container)\//, whenAsked],
  [/^[A-Za-z]+:(IAMUser|S3|S3Object|Object|EC2Snapshot|EC2Image|RecoveryPoint|EBS)\//, whenAsked],
];

/** The rule for a finding type; undefined for a type that nobody told us about, whose action's shape then decides. */
export const ruleFor = (type: string): TypeRule | undefined =>
  special.get(type) ?? families.find(([pattern]) => pattern.test(type))?.[1];
