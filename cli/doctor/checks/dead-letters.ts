import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type Check, failed, ok, warning } from '../check.ts';

/** No event waits that could not start its case. */
export const deadLetters: Check = {
  name: 'dead-letters',
  about: 'incident',
  reads: ['sqs:GetQueueAttributes'],
  look: async ({ host, deployment }) => {
    const QueueUrl = deployment.output('DeadLettersUrl');
    if (QueueUrl === undefined)
      return [failed('queue', 'is not known', 'set FLOWTRAP_DEAD_LETTERS_URL, or see to the stacks')];
    // The Region's endpoint, or the one that the environment names: a queue's URL would override it.
    const sqs = new SQSClient({ ...host.clientConfig('sqs'), useQueueUrlAsEndpoint: false });
    const AttributeNames = ['ApproximateNumberOfMessages' as const];
    const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
    const waiting = Number(Attributes.ApproximateNumberOfMessages ?? 0);
    const subject = QueueUrl.split('/').at(-1) ?? QueueUrl;
    if (waiting === 0) return [ok(subject, 'is empty')];
    return [
      warning(subject, `${waiting} events wait that started no case`, 'see to the cause, then "flowtrap redrive"'),
    ];
  },
};
