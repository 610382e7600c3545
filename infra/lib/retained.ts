interface Kept {
  readonly id: string;
  readonly type: string;
  readonly reason: string;
}

const reasons: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::Table': 'the record of every case',
  'AWS::S3::Bucket':
    'evidence, flow logs, answers to queries, and who read them; objects under lock cannot be deleted at all',
  'AWS::S3::BucketPolicy': 'without it, the bucket would be open to changes',
  'AWS::KMS::Key': 'without it, nothing that it encrypted can be read, or nothing that it signed be trusted',
  'AWS::Logs::LogGroup': 'flow logs',
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** What of a template stays when its stack is deleted, and why. */
export const retainedOf = (template: unknown): readonly Kept[] => {
  const resources = isObject(template) && isObject(template.Resources) ? Object.entries(template.Resources) : [];
  return resources.flatMap(([id, resource]) => {
    if (!isObject(resource) || resource.DeletionPolicy !== 'Retain') return [];
    const type = String(resource.Type);
    return [{ id, type, reason: reasons[type] ?? 'it cannot be made again' }];
  });
};
