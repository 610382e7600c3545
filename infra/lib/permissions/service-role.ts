import { Aws } from 'aws-cdk-lib';
import { ManagedPolicy, type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { never } from './never.ts';

export interface ServiceRoleProps {
  readonly roleName: string;
  readonly description: string;
  /** `states.amazonaws.com`, for example. */
  readonly service: string;
  /** Resources of this account that the service may act for; absent where the service sends no source. */
  readonly sourceArns?: readonly string[];
  readonly statements: readonly PolicyStatement[];
}

/** A role for one service, with one policy of its own that ends with what no role may do. Only the service, acting for
 * the named resources of this account, can take it on. */
export const serviceRole = (scope: Construct, id: string, props: ServiceRoleProps): Role => {
  const { roleName, description, service, sourceArns, statements } = props;
  const conditions = {
    StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
    ...(sourceArns && { ArnLike: { 'aws:SourceArn': sourceArns } }),
  };
  const role = new Role(scope, id, { roleName, description, assumedBy: new ServicePrincipal(service, { conditions }) });
  new ManagedPolicy(role, 'Policy', { description, roles: [role], statements: [...statements, never()] });
  return role;
};
