import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { type Check, failed, ok } from '../check.ts';

/** Who looks, and whether that is the account that Flowtrap runs in. */
export const identity: Check = {
  name: 'identity',
  about: 'incident',
  reads: ['sts:GetCallerIdentity'],
  look: async ({ host, deployment }) => {
    const sts = new STSClient(host.clientConfig('sts'));
    const { Account = '', Arn = '' } = await sts.send(new GetCallerIdentityCommand({}));
    if (deployment.account === undefined || deployment.account === Account) return [ok(Arn, `account ${Account}`)];
    return [failed(Arn, `is of account ${Account}, and Flowtrap of ${deployment.account}`, 'sign in to that account')];
  },
};
