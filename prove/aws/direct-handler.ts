import { manualClock } from '../../simulator/clock.ts';
import { defaultSettings } from '../../simulator/settings.ts';
import { newSimulation, type Simulation } from '../../simulator/simulation.ts';
import { ApiError } from '../../simulator/wire/api-error.ts';
import type { Service, WireRequest, WireResponse } from '../../simulator/wire/service.ts';
import { readWorld } from '../../simulator/world/world.ts';
import { sdkResponse, wireRequest } from './transport.ts';

const emptyWorld = (): Simulation =>
  newSimulation(
    readWorld({ seed: 1, startAt: '2026-03-17T09:30:00Z', accounts: {}, flows: [] }),
    manualClock(0),
    defaultSettings(),
  );

const answer = async (service: Service, sim: Simulation, request: WireRequest): Promise<WireResponse> => {
  try {
    const caller = { account: '111122223333', region: 'us-east-1', accessKeyId: '111122223333' };
    return await service.run({ sim, caller, facts: service.read(request), request, requestId: 'direct' });
  } catch (error) {
    if (error instanceof ApiError) return service.fail(error, request, 'direct');
    throw error;
  }
};

/** A `requestHandler` that ends in one service, at once and without faults. */
export const directHandler = (service: Service): object => {
  const sim = emptyWorld();
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    updateHttpClientConfig: () => {},
    httpHandlerConfigs: () => ({}),
    destroy: () => {},
    handle: async (raw: unknown) => {
      const request = wireRequest(raw);
      return sdkResponse(await answer(service, sim, request), request, 'dynamodb');
    },
  };
};
