import { Aws } from 'aws-cdk-lib';
import { CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

export interface WorkGroupProps {
  readonly name: string;
  readonly resultsBucketName: string;
  readonly encryptionKey: IKey;
  /** Megabytes that one query may read; it is stopped there. */
  readonly maximumScanMb: number;
}

const BYTES_PER_MB = 1_000_000;

/** Where analysts ask: results go to a bucket of ours under our key, whatever a client says, and no query reads without end. */
export const workGroup = (scope: Construct, props: WorkGroupProps): CfnWorkGroup => {
  const { name, resultsBucketName, encryptionKey, maximumScanMb } = props;
  return new CfnWorkGroup(scope, 'WorkGroup', {
    name,
    description: 'Flowtrap: questions over captured flows and flow logs.',
    recursiveDeleteOption: true,
    workGroupConfiguration: {
      enforceWorkGroupConfiguration: true,
      bytesScannedCutoffPerQuery: maximumScanMb * BYTES_PER_MB,
      publishCloudWatchMetricsEnabled: true,
      engineVersion: { selectedEngineVersion: 'Athena engine version 3' },
      resultConfiguration: {
        outputLocation: `s3://${resultsBucketName}/`,
        expectedBucketOwner: Aws.ACCOUNT_ID,
        encryptionConfiguration: { encryptionOption: 'SSE_KMS', kmsKey: encryptionKey.keyArn },
      },
    },
  });
};
