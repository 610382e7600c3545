import type { ProvenCall } from '../aws/call-log.ts';
import type { Recovery } from '../check/sometimes.ts';
import type { Invocation } from '../lambda/invocation.ts';

const textOf = (parameters: ProvenCall['parameters']): string => JSON.stringify(parameters.Item ?? '');

const shotOf = (item: string): number => Number(/"shot":\{"N":"(\d+)"\}/.exec(item)?.[1] ?? 0);

/** Recoveries that show in one answered request. */
export const marksOf = (call: ProvenCall, invocation: Invocation): readonly Recovery[] => {
  const { service, operation, status, functionName, parameters } = call;
  if (service !== 'dynamodb' || operation !== 'PutItem') return [];
  if (status !== 200) return invocation.isDisowned() ? ['late process refused by a condition'] : [];
  const item = textOf(parameters);
  const isSlot = item.startsWith('{"pk":{"S":"SLOT#');
  return [
    ...(isSlot && item.includes('"sk":{"S":"WAIT#') ? (['slot waited for'] as const) : []),
    ...(isSlot && shotOf(item) > 1 ? (['second shot after proof that nothing started'] as const) : []),
    ...(isSlot && item.includes('"busyUntilMs"') ? (['foreign operation waited for'] as const) : []),
    ...(functionName === 'RetireFlowLogs' &&
    item.startsWith('{"pk":{"S":"LEASE#') &&
    item.includes('"attempts":{"N":"0"}') &&
    item.includes('"ACTIVE"')
      ? (['flow log adopted by the sweeper'] as const)
      : []),
  ];
};
