import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';

/** Who calls AWS, as an ARN. Needs no permission (GetCallerIdentity API reference). */
export const callerArn = async (sts: STSClient): Promise<string> => {
  const { Arn = '' } = await sts.send(new GetCallerIdentityCommand({}));
  return Arn.replace(/[^\w+=,.@:/-]/g, '_').slice(0, 200);
};
