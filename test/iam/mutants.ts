import { at, changed, entriesAt, listAt, type Path, textOf } from '../infra/support/json.ts';
import type { Templates } from './policies.ts';
import type { Caller } from './record-calls.ts';

/** Templates with one thing broken in a policy, and whose verdicts must then differ. */
export interface Mutant {
  readonly what: string;
  readonly caller: Caller;
  readonly templates: Templates;
}

interface Place {
  readonly in: keyof Templates;
  /** How the resource's logical id begins, without its hash. */
  readonly resource: string;
  readonly sid: string;
  readonly document?: 'PolicyDocument' | 'KeyPolicy' | 'AssumeRolePolicyDocument';
  /** Member of the statement; the statement itself unless given. */
  readonly member?: Path;
  /** Nothing where it is taken away. */
  readonly to?: unknown;
}

interface Edit extends Place {
  readonly what: string;
  readonly caller: Caller;
  /** Broken as well, where one policy alone would make up for the other. */
  readonly and?: Place;
}

const edits: readonly Edit[] = [
  {
    what: 'evidence not to be written',
    caller: 'plan-case',
    in: 'stateless',
    resource: 'plancaseRolePolicy',
    sid: 'CreateEvidence',
  },
  {
    what: 'raw triggers not to be written',
    caller: 'plan-case',
    in: 'stateless',
    resource: 'plancaseRolePolicy',
    sid: 'CreateEvidence',
    member: ['Resource', 1],
  },
  {
    what: 'evidence that may be overwritten',
    caller: 'close-case',
    in: 'stateful',
    resource: 'EvidencePolicy',
    sid: 'CreateOnly',
    and: { in: 'stateless', resource: 'closecaseRolePolicy', sid: 'CreateEvidence', member: ['Condition'] },
  },
  {
    what: 'a writer that the bucket does not know',
    caller: 'collect-flows',
    in: 'stateful',
    resource: 'EvidencePolicy',
    sid: 'WrittenByStepsOnly',
    member: ['Condition', 'ArnNotEquals', 'aws:PrincipalArn', 1],
  },
  {
    what: 'no flow operations',
    caller: 'start-capture',
    in: 'stateless',
    resource: 'startcaptureRolePolicy',
    sid: 'FlowOperations',
  },
  {
    what: 'flow operations in one step too many',
    caller: 'check-capture',
    in: 'stateless',
    resource: 'checkcaptureRolePolicy',
    sid: 'FlowOperations',
    member: ['Action'],
    to: ['network-firewall:*FlowOperation*', 'network-firewall:StartFlowCapture'],
  },
  {
    what: 'entries of any kind to be removed',
    caller: 'retire-flow-logs',
    in: 'stateless',
    resource: 'retireflowlogsRolePolicy',
    sid: 'RemoveEntries',
    member: ['Condition'],
  },
  {
    what: 'everything in the table',
    caller: 'collect-flows',
    in: 'stateless',
    resource: 'collectflowsRolePolicy',
    sid: 'Records',
    member: ['Action'],
    to: 'dynamodb:*',
  },
  {
    what: "flow logs under somebody else's tag",
    caller: 'enable-flow-logs',
    in: 'stateless',
    resource: 'enableflowlogsRolePolicy',
    sid: 'CreateTaggedFlowLogs',
    member: ['Condition', 'StringEquals', 'aws:RequestTag/flowtrap:owner'],
    to: 'somebody else',
  },
  {
    what: 'flow logs of anybody to be deleted',
    caller: 'retire-flow-logs',
    in: 'stateless',
    resource: 'retireflowlogsRolePolicy',
    sid: 'DeleteOurFlowLogs',
    member: ['Condition'],
  },
  {
    what: 'a role for any service to be passed',
    caller: 'enable-flow-logs',
    in: 'stateless',
    resource: 'enableflowlogsRolePolicy',
    sid: 'PassDeliveryRole',
    member: ['Condition'],
  },
  {
    what: 'events compared as single values',
    caller: 'close-case',
    in: 'stateless',
    resource: 'closecaseRolePolicy',
    sid: 'PublishCases',
    member: ['Condition'],
    to: { StringEquals: { 'events:source': 'flowtrap', 'events:detail-type': 'Flowtrap Case Closed' } },
  },
  {
    what: 'messages of any kind to be signed',
    caller: 'close-case',
    in: 'stateless',
    resource: 'closecaseRolePolicy',
    sid: 'SignManifest',
    member: ['Condition', 'StringEquals', 'kms:MessageType'],
  },
  {
    what: 'another signer in the key policy',
    caller: 'close-case',
    in: 'stateful',
    resource: 'SigningKey',
    sid: 'OnlyTheSigner',
    document: 'KeyPolicy',
    member: ['Condition', 'ArnNotEquals', 'aws:PrincipalArn'],
    to: 'arn:aws:iam::111122223333:role/other',
  },
  {
    what: 'a key that administrators sign with',
    caller: 'administrator',
    in: 'stateful',
    resource: 'SigningKey',
    sid: 'OnlyTheSigner',
    document: 'KeyPolicy',
  },
  {
    what: 'evidence that administrators delete',
    caller: 'administrator',
    in: 'stateful',
    resource: 'EvidencePolicy',
    sid: 'NeverDeleted',
  },
  {
    what: 'members without an external id',
    caller: 'plan-case',
    in: 'stateless',
    resource: 'plancaseRolePolicy',
    sid: 'AssumeMemberRole',
    member: ['Condition', 'StringEquals', 'sts:ExternalId'],
    to: 'other',
  },
  {
    what: 'sources that are not named',
    caller: 'plan-case',
    in: 'stateless',
    resource: 'plancaseRolePolicy',
    sid: 'NameMemberSession',
  },
  {
    what: 'a member that hides findings',
    caller: 'member',
    in: 'member',
    resource: 'MemberPolicy',
    sid: 'NoteFindings',
    member: ['Condition'],
  },
];

const statementPath = (template: unknown, { resource, sid, document = 'PolicyDocument' }: Place): Path => {
  const id = entriesAt(template, 'Resources').find(([name]) => name.replace(/[0-9A-F]{8}$/, '') === resource)?.[0];
  if (id === undefined) throw new Error(`no resource ${resource}`);
  const path = ['Resources', id, 'Properties', document, 'Statement'];
  const index = listAt(template, ...path).findIndex((statement) => textOf(at(statement, 'Sid')) === sid);
  if (index < 0) throw new Error(`no statement ${sid} in ${resource}`);
  return [...path, index];
};

const broken = (templates: Templates, place: Place): Templates => {
  const template = templates[place.in];
  const path = [...statementPath(template, place), ...(place.member ?? [])];
  return { ...templates, [place.in]: changed(template, path, place.to) };
};

/** The templates, each time with another thing broken. */
export const mutantsOf = (templates: Templates): readonly Mutant[] =>
  edits.map((edit) => {
    const once = broken(templates, edit);
    return { what: edit.what, caller: edit.caller, templates: edit.and ? broken(once, edit.and) : once };
  });
