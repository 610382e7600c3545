import { type Command, exitCodes } from '../command.ts';
import { confirmHelp, confirmOption, isConfirmed } from '../confirm.ts';
import {
  giveOrder,
  type LeaseOrderDeps,
  leaseArgument,
  leaseHelp,
  leaseOptions,
  leaseOrderDeps,
} from '../leases/lease-order.ts';

/** The command on the given clients and clock. */
export const retireWith = (deps: LeaseOrderDeps): Command => ({
  name: 'retire',
  summary: 'end the flow logs of a case, or one flow log, now; what other cases need stays',
  usage: '<case|flow log> [options]',
  options: { ...leaseOptions, ...confirmOption },
  optionHelp: { ...leaseHelp, ...confirmHelp },
  examples: [
    'flowtrap retire c-4a544495250db9f04e3f2d031cabaffa38271193',
    'flowtrap retire fl-0123456789abcdef0 --yes --json',
  ],
  run: async (positionals, values, io) => {
    const lease = leaseArgument(positionals);
    const question = `This deletes the flow logs of ${lease} that no other case needs; what they delivered stays.`;
    if (!(await isConfirmed(values, deps.ask, question))) {
      io.err('Nothing was done.\n');
      return exitCodes.failed;
    }
    return await giveOrder(deps, { action: 'retire', lease }, { values, io });
  },
});

/** Ends leases. */
export const retire: Command = retireWith(leaseOrderDeps());
