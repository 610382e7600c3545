import { adapt } from './adapt.ts';

/** What came back from the emulator, or what stands for it. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** A request to CloudFormation, in the form that its protocol has. */
export type Form = URLSearchParams;

/** What a stand-in may use. */
export interface Asking {
  /** The request as it is, or as it was changed, to the emulator. */
  readonly forward: (form: Form) => Promise<Answer>;
  /** An object of the emulator's S3, by its path. */
  readonly object: (path: string) => Promise<string>;
  /** Names of the stacks that are protected against termination. */
  readonly guarded: Set<string>;
  /** For people: what was changed. */
  readonly note: (text: string) => void;
}

type StandIn = (form: Form, asking: Asking) => Promise<Answer>;

const done = (action: string, result = ''): Answer => ({
  status: 200,
  body: `<${action}Response xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><${action}Result>${result}</${action}Result></${action}Response>`,
});

const refused = (message: string): Answer => ({
  status: 400,
  body: `<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>${message}</Message></Error></ErrorResponse>`,
});

/** The name in a stack's ARN, or the name itself. */
const stackName = (form: Form): string => {
  const given = form.get('StackName') ?? '';
  return given.split('/')[1] ?? given;
};

const withStackName = (form: Form): Form => {
  const named = new URLSearchParams(form);
  named.set('StackName', stackName(form));
  return named;
};

/** In AWS, a change set that is not there is deleted without a fault. */
const deleteChangeSet: StandIn = async (form, { forward, note }) => {
  const answer = await forward(form);
  if (!answer.body.includes('ChangeSetNotFound')) return answer;
  note('DeleteChangeSet of one that is not there is no fault');
  return done('DeleteChangeSet');
};

/** The template without what the emulator's CloudFormation refuses. */
const createChangeSet: StandIn = async (form, { forward, object, note }) => {
  const url = form.get('TemplateURL');
  if (url === null) return await forward(form);
  const { template, notes } = adapt(JSON.parse(await object(new URL(url).pathname)), { bootstrapped: true });
  const adapted = new URLSearchParams(form);
  adapted.delete('TemplateURL');
  adapted.set('TemplateBody', JSON.stringify(template));
  for (const text of notes) note(`${stackName(form)}: ${text}`);
  return await forward(adapted);
};

const updateTerminationProtection: StandIn = async (form, { guarded, note }) => {
  const name = stackName(form);
  note('UpdateTerminationProtection is answered, told by DescribeStacks, and heeded by DeleteStack');
  if (form.get('EnableTerminationProtection') === 'true') guarded.add(name);
  else guarded.delete(name);
  return done('UpdateTerminationProtection', `<StackId>${name}</StackId>`);
};

const describeStacks: StandIn = async (form, { forward, guarded }) => {
  const { status, body } = await forward(form);
  const told = body.replace(/<StackName>([^<]+)<\/StackName>/g, (tag, name: string) =>
    guarded.has(name) ? `${tag}<EnableTerminationProtection>true</EnableTerminationProtection>` : tag,
  );
  return { status, body: told };
};

/** The emulator takes a stack's name only, and does nothing where an ARN is given. */
const deleteStack: StandIn = async (form, { forward, guarded, note }) => {
  const name = stackName(form);
  if (form.get('StackName') !== name) note('DeleteStack by ARN is asked for by name');
  return guarded.has(name)
    ? refused(`Stack [${name}] cannot be deleted while TerminationProtection is enabled`)
    : await forward(withStackName(form));
};

/** What the CDK's command line asks of CloudFormation and the emulator answers otherwise than AWS, by action. */
export const standIns: ReadonlyMap<string, StandIn> = new Map([
  ['CreateChangeSet', createChangeSet],
  ['DeleteChangeSet', deleteChangeSet],
  ['DeleteStack', deleteStack],
  ['DescribeStacks', describeStacks],
  ['UpdateTerminationProtection', updateTerminationProtection],
]);
