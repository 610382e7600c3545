import rows from '../../cases/triggers/unseen-events.json' with { type: 'json' };
import { eventBases } from './event-bases.ts';
import { pascalCased, renamed, valueAt, withValue } from './helpers.ts';
import type { Expectation } from './judge-trigger.ts';
import { transports } from './transports.ts';

/** An event of a base form with members changed, and what must come of it. */
export interface UnseenEvent extends Expectation {
  readonly name: string;
  readonly base: string;
  /** Members by path; `@c` and the like are short for the paths below. Null stays null. */
  readonly set?: object;
  /** The whole event, where no base resembles it. */
  readonly event?: object;
  readonly spell?: string;
  readonly wrap?: readonly string[];
  /** Only this member, without what is around it. */
  readonly inner?: string;
  /** This member as JSON text. */
  readonly textOf?: string;
}

/** Every row of the case table. */
export const unseenEvents: readonly UnseenEvent[] = rows;

const short: Readonly<Record<string, string>> = {
  '@c': 'detail.service.action.networkConnectionAction',
  '@i': 'detail.resource.instanceDetails.networkInterfaces[0]',
  '@p': 'detail.service.action.portProbeAction.portProbeDetails',
  '@q': 'detail.service.detection.sequence',
  '@s': 'detail.service',
  '@a': 'detail.findings[0].Action.NetworkConnectionAction',
  '@e': 'detail.findings[0].evidences[0]',
  '@f': 'detail.findings[0]',
};

const pathOf = (path: string): string => path.replace(/^@\w/, (name) => short[name] ?? name);

const spellings: Readonly<Record<string, (value: unknown) => unknown>> = {
  upper: (value) => renamed(value, (name) => name.toUpperCase()),
  lower: (value) => renamed(value, (name) => name.toLowerCase()),
  pascal: (value) => pascalCased(valueAt(value, 'detail')),
};

/** The event that a row describes. */
export const eventFor = (row: UnseenEvent): unknown => {
  const whole = Object.entries(row.set ?? {}).reduce<unknown>(
    (event, [path, value]) =>
      withValue(event, pathOf(path), value === '@first' ? valueAt(event, 'detail.findings[0]') : value),
    row.event ?? eventBases[row.base],
  );
  const spelt = row.spell === undefined ? whole : spellings[row.spell]?.(whole);
  const inner = row.inner === undefined ? spelt : valueAt(spelt, row.inner);
  const texted =
    row.textOf === undefined ? inner : withValue(inner, row.textOf, JSON.stringify(valueAt(inner, row.textOf)));
  return (row.wrap ?? []).reduce<unknown>((value, name) => transports[name]?.(value), texted);
};
