import { scaledClock } from '../../../simulator/clock.ts';
import event from '../../../simulator/events/backdoor-c2.json' with { type: 'json' };
import { type Simulator, startSimulator } from '../../../simulator/simulator.ts';
import { readWorld } from '../../../simulator/world/world.ts';
import beacon from '../../../simulator/worlds/beacon.json' with { type: 'json' };

const [place] = readWorld(beacon).places;
if (!place) throw new Error('the world has no account');

/** Where everything runs, on the emulator as in the simulated network. */
export const home = { account: place.account, region: place.region };

const operationMs = 1_500;

/** The shipped network with the real clock: what it says of its first second holds now. */
export const startWorld = (): Promise<Simulator> => {
  const nowMs = Date.now();
  return startSimulator({
    world: { ...beacon, startAt: new Date(nowMs).toISOString() },
    clock: scaledClock({ startAtMs: nowMs, speed: 1, realNowMs: Date.now }),
    settings: { courseOf: () => ({ status: 'COMPLETED', durationMs: operationMs, found: 1 }) },
  });
};

const shiftMs = Date.now() - Date.parse(beacon.startAt);

/** The shipped finding as if it had come just now: every time in it moves by as much as the network's clock.
 * @param severity on GuardDuty's scale
 * @param findingId makes it a finding of its own */
export const findingOf = (severity: number, findingId = event.detail.id) => {
  const { detail } = event;
  const arn = detail.arn.replace(detail.id, findingId);
  const text = JSON.stringify({ ...event, detail: { ...detail, severity, id: findingId, arn } }).replace(
    /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g,
    (time) => new Date(Date.parse(time) + shiftMs).toISOString(),
  );
  const moved: typeof event = JSON.parse(text);
  return moved;
};

/** The interface whose traffic the finding is about. */
export const suspect = 'eni-04b8d1c6e2f70a935';
