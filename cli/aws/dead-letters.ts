import { DeleteMessageCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** A message that waits in the queue. */
export interface Letter {
  readonly id: string;
  readonly body: string;
  readonly receipt: string;
}

/** A queue of dead letters. */
export interface DeadLetterQueue {
  /** Every letter once, until the queue gives nothing new. Those that are not removed show again after a minute. */
  readonly letters: (signal: AbortSignal) => AsyncIterable<Letter>;
  readonly remove: (letter: Letter) => Promise<void>;
}

/** Long enough to start ten executions, short enough to try again soon. */
const HIDDEN_SECONDS = 60;
const POLL_SECONDS = 1;

export const deadLetterQueue = (sqs: SQSClient, url: string): DeadLetterQueue => {
  const receive = async (): Promise<readonly Letter[]> => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: HIDDEN_SECONDS,
        WaitTimeSeconds: POLL_SECONDS,
      }),
    );
    return Messages.flatMap(({ MessageId: id, Body: body, ReceiptHandle: receipt }) =>
      id === undefined || receipt === undefined ? [] : [{ id, body: body ?? '', receipt }],
    );
  };
  return {
    letters: async function* (signal) {
      const seen = new Set<string>();
      for (;;) {
        signal.throwIfAborted();
        const fresh = (await receive()).filter(({ id }) => !seen.has(id));
        if (fresh.length === 0) return;
        for (const letter of fresh) {
          seen.add(letter.id);
          yield letter;
        }
      }
    },
    remove: async ({ receipt }) => {
      await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: receipt }));
    },
  };
};
