import { seededUuid } from '../../simulator/seeded.ts';
import { ec2Service } from '../../simulator/services/ec2/service.ts';
import { eventBridgeService } from '../../simulator/services/event-bridge.ts';
import { kmsService } from '../../simulator/services/kms/service.ts';
import { networkFirewallService } from '../../simulator/services/network-firewall/service.ts';
import { s3Service } from '../../simulator/services/s3/service.ts';
import { securityHubService } from '../../simulator/services/security-hub/service.ts';
import { ssmService } from '../../simulator/services/ssm.ts';
import { stepFunctionsService } from '../../simulator/services/step-functions/service.ts';
import { stsService } from '../../simulator/services/sts.ts';
import type { Simulation } from '../../simulator/simulation.ts';
import { ApiError } from '../../simulator/wire/api-error.ts';
import { throttleOf } from '../../simulator/wire/faults.ts';
import type { Caller, CallFacts, Service, WireRequest, WireResponse } from '../../simulator/wire/service.ts';

/** A request as the simulator's services take it, ready to run. */
export interface PreparedCall {
  readonly service: string;
  readonly operation: string;
  readonly resource?: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Lets it happen, now. */
  readonly run: () => WireResponse;
  readonly throttle: () => WireResponse;
  readonly serverError: () => WireResponse;
  readonly refusal: () => WireResponse;
}

export interface Dispatcher {
  /** @param n number of the call: it makes the request id */
  readonly prepare: (request: WireRequest, n: number) => PreparedCall;
  /** Failures of the simulator itself. */
  readonly problems: readonly string[];
}

interface Scope extends Caller {
  readonly service: string;
}

/** Who calls whom, from the credential scope of the signature. */
const scopeOf = ({ headers }: WireRequest): Scope => {
  const scope = /Credential=([^/]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/.exec(headers.authorization ?? '');
  const [, accessKeyId = '', region = '', service = ''] = scope ?? [];
  const account = /\d{12}/.exec(accessKeyId)?.[0] ?? '';
  return { accessKeyId, account, region, service };
};

/** The simulator's own services, called without a network between. They answer at once; what answers late is a fault. */
export const dispatcher = (sim: Simulation, dynamo: Service): Dispatcher => {
  const problems: string[] = [];
  const services = new Map<string, Service>([
    ['network-firewall', networkFirewallService],
    ['ec2', ec2Service],
    ['s3', s3Service],
    ['ssm', ssmService],
    ['kms', kmsService],
    ['sts', stsService],
    ['events', eventBridgeService],
    ['securityhub', securityHubService],
    ['states', stepFunctionsService],
    ['dynamodb', dynamo],
  ]);

  const runNow = (service: Service, call: Parameters<Service['run']>[0]): WireResponse => {
    try {
      const answer = service.run(call);
      if (answer instanceof Promise) throw new TypeError(`${call.facts.operation} does not answer at once`);
      return answer;
    } catch (cause) {
      const known = cause instanceof ApiError && cause.status !== 501;
      if (!known) problems.push(`${call.facts.operation}: ${String(cause)}`);
      const error = cause instanceof ApiError ? cause : new ApiError('InternalFailure', String(cause), 500);
      return service.fail(error, call.request, call.requestId);
    }
  };

  return {
    problems,
    prepare: (request, n) => {
      const scope = scopeOf(request);
      const service = services.get(scope.service);
      if (!service) throw new TypeError(`no service ${scope.service}`);
      const requestId = seededUuid([sim.world.seed, 'request', n]);
      const facts: CallFacts = service.read(request);
      return {
        service: scope.service,
        ...facts,
        run: () => runNow(service, { sim, caller: scope, facts, request, requestId }),
        throttle: () => service.fail(throttleOf(scope.service), request, requestId),
        refusal: () => service.fail(new ApiError('InvalidRequestException', 'on demand'), request, requestId),
        serverError: () => service.fail(new ApiError('InternalFailure', 'on demand', 500), request, requestId),
      };
    },
  };
};
