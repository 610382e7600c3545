import { PolicyStatement, type PolicyStatementProps } from 'aws-cdk-lib/aws-iam';

/** A statement with a wildcard in its resources, and why it cannot be narrower. */
export class BroadStatement extends PolicyStatement {
  readonly reason: string;

  constructor(reason: string, props: PolicyStatementProps) {
    super(props);
    this.reason = reason;
  }
}
