import { at, entriesAt, listAt, textOf, textsAt } from './json.ts';

export interface Resource {
  readonly id: string;
  readonly type: string;
  readonly properties: unknown;
  readonly body: unknown;
}

/** Every resource of a template. */
export const resourcesOf = (template: unknown): readonly Resource[] =>
  entriesAt(template, 'Resources').map(([id, body]) => ({
    id,
    type: textOf(at(body, 'Type')),
    properties: at(body, 'Properties'),
    body,
  }));

export const ofType = (template: unknown, type: string): readonly Resource[] =>
  resourcesOf(template).filter((resource) => resource.type === type);

/** A statement of any policy, with the resource that holds it. */
export interface FoundStatement {
  readonly holder: Resource;
  readonly statement: unknown;
}

const documents = ['PolicyDocument', 'AssumeRolePolicyDocument', 'KeyPolicy'] as const;

/** Every statement of every policy: of identities, resources, keys and trusts. */
export const statementsOf = (template: unknown): readonly FoundStatement[] =>
  resourcesOf(template).flatMap((holder) =>
    documents.flatMap((document) =>
      listAt(holder.properties, document, 'Statement').map((statement) => ({ holder, statement })),
    ),
  );

export const isAllow = ({ statement }: FoundStatement): boolean => at(statement, 'Effect') === 'Allow';

export const actionsOf = ({ statement }: FoundStatement): readonly string[] => textsAt(statement, 'Action');

/** Statements of the policy that belongs to the role of a step. */
export const stepStatements = (template: unknown, step: string): readonly FoundStatement[] => {
  const role = ofType(template, 'AWS::IAM::Role').find(({ properties }) =>
    textOf(at(properties, 'RoleName')).includes(`flowtrap-${step}-`),
  );
  const policies = ofType(template, 'AWS::IAM::ManagedPolicy').filter(({ properties }) =>
    listAt(properties, 'Roles').some((ref) => at(ref, 'Ref') === role?.id),
  );
  return statementsOf({ Resources: Object.fromEntries(policies.map(({ id, body }) => [id, body])) });
};

/** The one resource of a type that holds. @throws Error when there is none, or more than one */
export const onlyOne = (
  template: unknown,
  type: string,
  holds: (resource: Resource) => boolean = () => true,
): Resource => {
  const [resource, ...others] = ofType(template, type).filter(holds);
  if (!resource || others.length > 0) throw new Error(`not exactly one ${type}`);
  return resource;
};

export const named =
  (prefix: string) =>
  ({ id }: Resource): boolean =>
    id.startsWith(prefix);

/** The function of a step. */
export const functionOf = (template: unknown, step: string): Resource =>
  onlyOne(template, 'AWS::Lambda::Function', ({ properties }) => at(properties, 'FunctionName') === `flowtrap-${step}`);
