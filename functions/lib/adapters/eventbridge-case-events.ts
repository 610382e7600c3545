import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { CaseEvents } from '../ports/case-events.ts';
import type { Host } from '../runtime/host.ts';

/** What rules match on. Not an `aws.` source, so no event of ours passes for one of AWS. */
export const CASE_EVENT_SOURCE = 'flowtrap';
export const CASE_CLOSED_DETAIL_TYPE = 'Flowtrap Case Closed';

/** Publishes to an event bus. HTTP 200 may hide a failed entry (PutEvents API reference), which is thrown. */
export const eventbridgeCaseEvents = (host: Host, eventBusName: string): CaseEvents => {
  const client = new EventBridgeClient(host.clientConfig('eventbridge'));

  return {
    closed: async (event) => {
      const entry = {
        EventBusName: eventBusName,
        Source: CASE_EVENT_SOURCE,
        DetailType: CASE_CLOSED_DETAIL_TYPE,
        Time: new Date(event.closedAt),
        Detail: JSON.stringify(event),
      };
      const { FailedEntryCount, Entries } = await client.send(new PutEventsCommand({ Entries: [entry] }));
      if (FailedEntryCount)
        throw new Error(`EventBridge refused the event: ${Entries?.[0]?.ErrorCode ?? 'no reason given'}`);
    },
  };
};
