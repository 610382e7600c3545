import type { Subject } from '../domain/lead.ts';
import { orAddresses } from './conversation.ts';
import { ignoring, type Verdict } from './finding-facts.ts';
import { ruleFor, type TypeRule } from './finding-types.ts';
import {
  type ActionContext,
  type ActionKind,
  actionKind,
  anywhereTuples,
  connectionTuples,
  isBlocked,
  localOf,
  loginTuples,
  portProbeTuples,
} from './guardduty-action.ts';
import type { Local } from './guardduty-interfaces.ts';
import type { Affected } from './guardduty-resource.ts';
import { sequenceVerdict } from './guardduty-sequence.ts';
import type { Issues } from './issues.ts';
import { at, isObject, type JsonNode, wordOf } from './json-node.ts';
import { seenInside } from './public-addresses.ts';
import { refuseMissing } from './read-conversation.ts';
import { sequenceResources } from './sequence-resources.ts';

/** The parts of a finding that decide what to look for; Security Hub carries the same ones in other places. */
export interface FindingParts {
  readonly type: string;
  readonly action: JsonNode;
  readonly service: JsonNode;
  /** Who is affected, given what the action says about our side. */
  readonly affected: (local: Local, issues: Issues) => Affected;
  readonly lastSeenMs?: number;
}

const kinds: Readonly<Record<ActionKind, TypeRule['look']>> = {
  connection: 'conversation',
  probes: 'probes',
  dns: 'anywhere',
  login: 'login',
  'api-call': 'when-asked',
  none: 'when-asked',
};

/** A known connection type may carry another action, and a DNS type may carry a connection: the action wins. */
const ruleOf = (type: string, kind: ActionKind): TypeRule => {
  const known = ruleFor(type);
  if (known === undefined) return { look: kinds[kind] };
  const isConnection = known.look === 'conversation' || known.look === 'host-pair' || known.look === 'sweep';
  if (known.look === 'never' || kind === 'none' || (kind === 'connection' && isConnection)) return known;
  return kind === 'connection' ? { look: 'conversation' } : { ...known, look: kinds[kind] };
};

const whyWhenAsked = (kind: ActionKind, type: string): string => {
  if (kind === 'api-call') return 'an API call, not a flow in a VPC of ours';
  return /Malicious|Suspicious|Malware/.test(type)
    ? 'names a file, process or command, not a flow'
    : 'has no network side of its own';
};

const asked = (subjects: readonly Subject[], kind: ActionKind, type: string, context: ActionContext) =>
  ignoring(`${whyWhenAsked(kind, type)} (policy: triggers.captureWithoutNetworkAction)`, {
    subjects,
    tuples:
      subjects.length === 0 ? [] : anywhereTuples('resource of a finding without a network side', subjects, context),
  });

const tuplesFor = (subjects: readonly Subject[], context: ActionContext, issues: Issues) => {
  const { look } = context.rule;
  if (look === 'probes') return portProbeTuples(context, issues);
  if (look === 'login') return loginTuples(context, issues);
  if (look === 'anywhere') return anywhereTuples('flows to anywhere, the finding names no address', subjects, context);
  if (isObject(at(context.action, 'networkConnectionAction'))) return connectionTuples(context, issues);
  refuseMissing(
    at(context.action, 'networkConnectionAction'),
    'the connection that this finding type is about',
    issues,
  );
  return [];
};

/** What a GuardDuty finding asks for, by its type and by the action that it carries. */
export const findingVerdict = (parts: FindingParts, issues: Issues): Verdict => {
  const { type, action, service, lastSeenMs } = parts;
  const sequence = at(service, 'detection', 'sequence');
  if (isObject(sequence))
    return sequenceVerdict(sequence, sequenceResources(at(sequence, 'resources')), lastSeenMs, issues);
  const kind = actionKind(action);
  const context: ActionContext = {
    action,
    rule: ruleOf(type, kind),
    role: wordOf(at(service, 'resourceRole')),
    lastSeenMs,
  };
  const local = localOf(action);
  const affected = parts.affected(local, issues);
  const subjects = orAddresses(affected.subjects, local.addresses);
  if (context.rule.look === 'never') return ignoring(context.rule.reason ?? 'nothing to see', { subjects });
  if (isBlocked(action))
    return ignoring('blocked by a security group or network ACL, so no flow was established', { subjects });
  if (context.rule.look === 'sequence')
    return ignoring('an attack sequence without endpoints or signals', { subjects });
  if (context.rule.look === 'when-asked') return asked(subjects, kind, type, context);
  if (affected.noVpc) return ignoring('no VPC: the function has no network interface in a VPC', { subjects });
  const tuples = seenInside(tuplesFor(subjects, context, issues), affected.listed);
  return { outcome: 'lead', reason: '', subjects, tuples };
};
