import * as z from 'zod/mini';
import { ApiError } from '../wire/api-error.ts';
import { jsonService } from '../wire/json-service.ts';
import type { ServiceCall } from '../wire/service.ts';
import { violationText } from '../wire/violations.ts';

const schema = z.object({ QueueUrl: z.string(), AttributeNames: z._default(z.array(z.string()), []) });

const getQueueAttributes = ({ sim, facts }: ServiceCall): object => {
  const request = schema.safeParse(facts.parameters);
  if (!request.success) throw new ApiError('InvalidParameterValue', violationText(request.error));
  const waiting = sim.deployment.queues.get(request.data.QueueUrl);
  if (waiting === undefined) throw new ApiError('QueueDoesNotExist', 'The specified queue does not exist.');
  const all: Readonly<Record<string, string>> = {
    ApproximateNumberOfMessages: String(waiting),
    ApproximateNumberOfMessagesNotVisible: '0',
  };
  const wanted = request.data.AttributeNames.includes('All') ? Object.keys(all) : request.data.AttributeNames;
  return { Attributes: Object.fromEntries(wanted.flatMap((name) => (name in all ? [[name, all[name]]] : []))) };
};

/** Amazon SQS as far as it tells of queues, AWS JSON 1.0. */
export const sqsService = jsonService({
  version: '1.0',
  target: 'AmazonSQS',
  resourceMembers: ['QueueUrl'],
  operations: { GetQueueAttributes: getQueueAttributes },
});
