import { leaseHours } from '../../functions/lib/policy/ranges.ts';
import { type Command, type OptionValues, textOption, UsageError } from '../command.ts';
import {
  giveOrder,
  type LeaseOrderDeps,
  leaseArgument,
  leaseHelp,
  leaseOptions,
  leaseOrderDeps,
} from '../leases/lease-order.ts';

const hoursFrom = (values: OptionValues): number => {
  const hours = leaseHours.safeParse(Number(textOption(values, 'hours') ?? Number.NaN));
  if (!hours.success) throw new UsageError('--hours takes a number from 1 to 720: how long from now');
  return hours.data;
};

/** The command on the given clients and clock. */
export const extendWith = (deps: LeaseOrderDeps): Command => ({
  name: 'extend',
  summary: 'keep the flow logs of a case, or one flow log, for longer',
  usage: '<case|flow log> --hours N [options]',
  options: { hours: { type: 'string' }, ...leaseOptions },
  optionHelp: { hours: 'how long from now, 1 to 720; a lease that lasts longer already is kept', ...leaseHelp },
  examples: [
    'flowtrap extend c-4a544495250db9f04e3f2d031cabaffa38271193 --hours 72',
    'flowtrap extend fl-0123456789abcdef0 --hours 24 --json',
  ],
  run: async (positionals, values, io) => {
    const lease = leaseArgument(positionals);
    const hours = hoursFrom(values);
    return await giveOrder(deps, { action: 'extend', lease, hours }, { values, io });
  },
});

/** Moves the end of leases on. */
export const extend: Command = extendWith(leaseOrderDeps());
