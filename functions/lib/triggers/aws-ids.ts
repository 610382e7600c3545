/** Parsers of AWS identifiers: the text itself when it has the right form, else undefined. Only text that passed one of
 * these reaches an AWS call. */
type IdParser = (value: unknown) => string | undefined;

const matching =
  (pattern: RegExp): IdParser =>
  (value) =>
    typeof value === 'string' && pattern.test(value) ? value : undefined;

export const parseAccountId: IdParser = (value) =>
  matching(/^\d{12}$/)(typeof value === 'number' ? String(value) : value);
export const parseRegion = matching(/^[a-z]{2}(-[a-z]{1,12}){1,3}-\d{1,2}$/);
export const parseInterfaceId = matching(/^eni-[0-9a-f]{1,32}$/);
export const parseInstanceId = matching(/^m?i-[0-9a-f]{1,32}$/);
export const parseVpcId = matching(/^vpc-[0-9a-f]{1,32}$/);
export const parseSubnetId = matching(/^subnet-[0-9a-f]{1,32}$/);
export const parseSecurityGroupId = matching(/^sg-[0-9a-f]{1,32}$/);
export const parseNatGatewayId = matching(/^nat-[0-9a-f]{1,32}$/);
export const parseTaskArn = matching(
  /^arn:aws[a-z-]{0,10}:ecs:[a-z0-9-]{1,30}:\d{12}:task\/[\w-]{1,255}(\/[\w-]{1,255})?$/,
);
export const parseDbInstanceId = matching(/^[A-Za-z][A-Za-z0-9-]{0,62}$/);
/** CloudWatch's dimension value: `app/name/id`, `net/name/id`, `gwy/name/id`. */
export const parseLoadBalancer = matching(/^(app|net|gwy)\/[A-Za-z0-9-]{1,32}\/[0-9a-f]{1,32}$/);
export const parseFirewallName = matching(/^[A-Za-z0-9-]{1,128}$/);
export const parseAlarmArn = matching(/^arn:aws[a-z-]{0,10}:cloudwatch:[a-z0-9-]{1,30}:\d{12}:alarm:.{1,255}$/s);
export const parseGuardDutyArn = matching(
  /^arn:aws[a-z-]{0,10}:guardduty:[^:]{0,64}:[^:]{0,64}:detector\/[^/]{1,256}\/finding\/.{1,300}$/s,
);
/** Product of a Security Hub finding; AWS's own products belong to no account. */
export const parseHubProductArn = matching(
  /^arn:aws[a-z-]{0,10}:securityhub:[a-z0-9-]{1,30}:(\d{12})?:product\/[\w.-]{1,128}\/[\w.-]{1,128}$/,
);

/** The Region of an Availability Zone's name: `us-east-1` of `us-east-1a` and of `us-east-1-bos-1a`. */
export const regionOfZone = (value: unknown): string | undefined =>
  typeof value === 'string'
    ? parseRegion(/^([a-z]{2}(?:-[a-z]{2,12}){1,2}-\d)(?:-[a-z]{3}-\d)?[a-z]$/.exec(value)?.[1])
    : undefined;

/** Account and Region that an ARN names; what is not well formed is absent. */
export const placeOfArn = (value: unknown): { readonly account?: string; readonly region?: string } => {
  const [prefix, , , region, account] = typeof value === 'string' ? value.split(':', 5) : [];
  return prefix === 'arn' ? { account: parseAccountId(account), region: parseRegion(region) } : {};
};

/** Name, account and Region of an alarm's ARN; undefined for any other text. A name may hold colons. */
export const alarmOfArn = (value: unknown) => {
  const arn = parseAlarmArn(value);
  const { account, region } = placeOfArn(arn);
  if (arn === undefined || account === undefined || region === undefined) return undefined;
  return { name: arn.split(':').slice(6).join(':'), account, region };
};

/** The id after the last `/` of an ARN, or the text itself where it is no ARN. */
export const lastPart = (value: string): string => value.slice(value.lastIndexOf('/') + 1);
