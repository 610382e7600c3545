import { Aws } from 'aws-cdk-lib';
import { type IRole, ManagedPolicy, type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledgeWildcards } from '../acknowledge.ts';
import { never } from './never.ts';

export interface ServiceRoleProps {
  readonly roleName: string;
  readonly description: string;
  /** `states.amazonaws.com`, for example. */
  readonly service: string;
  /** Resources of this account that the service may act for; absent: all of this account's. */
  readonly sourceArns?: readonly string[];
  readonly statements: readonly PolicyStatement[];
}

/** A role for one service, with one policy of its own that ends with what no role may do. Only the service, acting for
 * the named resources of this account, can take it on. */
export class ServiceRole extends Construct {
  readonly arn: string;
  /** For a construct that would otherwise add to the role, or depend on it twice. */
  readonly role: IRole;
  /** What must be there before the role is used. */
  readonly policy: ManagedPolicy;

  constructor(scope: Construct, id: string, props: ServiceRoleProps) {
    super(scope, id);
    const { roleName, description, service, sourceArns } = props;
    const conditions = {
      StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
      ...(sourceArns && { ArnLike: { 'aws:SourceArn': sourceArns } }),
    };
    const assumedBy = new ServicePrincipal(service, { conditions });
    const role = new Role(this, 'Role', { roleName, description, assumedBy });
    const statements = [...props.statements, never()];
    this.policy = new ManagedPolicy(this, 'Policy', { description, roles: [role], statements });
    acknowledgeWildcards(this.policy, statements);
    this.arn = role.roleArn;
    this.role = Role.fromRoleArn(this, 'Fixed', role.roleArn, { mutable: false });
  }
}
