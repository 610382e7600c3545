import type { CoreNetwork, CoreNetworkAttachment } from './transit.ts';

/** Of what is known of one attachment, the most: a list of attachments tells less than a look at one. */
const fullest = (attachments: readonly CoreNetworkAttachment[]): readonly CoreNetworkAttachment[] => {
  const byId = new Map<string, CoreNetworkAttachment>();
  for (const attachment of attachments)
    if (byId.get(attachment.attachmentId)?.applianceMode === undefined) byId.set(attachment.attachmentId, attachment);
  return [...byId.values()];
};

/** Core networks out of the parts that they were read in, each with its attachments and tables together. */
export const joinedCoreNetworks = (parts: readonly CoreNetwork[]): readonly CoreNetwork[] =>
  [...Map.groupBy(parts, ({ arn }) => arn)].map(([arn, all]) => ({
    arn,
    attachments: fullest(all.flatMap(({ attachments }) => attachments)),
    tables: all.flatMap(({ tables }) => tables),
  }));
