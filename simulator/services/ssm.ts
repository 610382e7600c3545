import * as z from 'zod/mini';
import { ApiError } from '../wire/api-error.ts';
import { jsonService } from '../wire/json-service.ts';
import type { ServiceCall } from '../wire/service.ts';
import { violationText } from '../wire/violations.ts';

const name = z.string().check(z.minLength(1), z.maxLength(2_048));
const getSchema = z.object({ Name: name });
const putSchema = z.object({
  Name: name,
  Value: z.string().check(z.minLength(1)),
  Type: z.optional(z.enum(['String', 'StringList', 'SecureString'])),
  Overwrite: z._default(z.boolean(), false),
  Tier: z._default(z.enum(['Standard', 'Advanced', 'Intelligent-Tiering']), 'Standard'),
});

const read = <S extends z.ZodMiniType>(schema: S, { facts }: ServiceCall): z.output<S> => {
  const result = schema.safeParse(facts.parameters);
  if (result.success) return result.data;
  throw new ApiError('ValidationException', violationText(result.error));
};

/** A parameter is named by its name, or by its ARN, which holds the name. */
const keyOf = ({ caller }: ServiceCall, asked: string): string => {
  const own = /^arn:aws[a-z-]*:ssm:[^:]*:\d{12}:parameter(\/.*)$/.exec(asked)?.[1] ?? asked;
  return JSON.stringify([caller.account, caller.region, own.replace(/^\/(?=[^/]+$)/, '')]);
};

const arnOf = ({ caller }: ServiceCall, parameter: string): string =>
  `arn:aws:ssm:${caller.region}:${caller.account}:parameter${parameter.startsWith('/') ? '' : '/'}${parameter}`;

const getParameter = (call: ServiceCall): object => {
  const { Name } = read(getSchema, call);
  const found = call.sim.parameters.get(keyOf(call, Name));
  if (!found) throw new ApiError('ParameterNotFound', `Parameter ${Name} not found.`);
  return {
    Parameter: {
      Name: found.name,
      Type: found.type,
      Value: found.value,
      Version: found.version,
      LastModifiedDate: found.modifiedAtMs / 1_000,
      ARN: arnOf(call, found.name),
      DataType: 'text',
    },
  };
};

const putParameter = (call: ServiceCall): object => {
  const request = read(putSchema, call);
  const key = keyOf(call, request.Name);
  const before = call.sim.parameters.get(key);
  if (before && !request.Overwrite)
    throw new ApiError(
      'ParameterAlreadyExists',
      'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    );
  const limit = request.Tier === 'Standard' ? 4_096 : 8_192;
  if (Buffer.byteLength(request.Value) > limit)
    throw new ApiError(
      'ValidationException',
      `${request.Tier} tier parameters support a maximum parameter value of ${limit} characters.`,
    );
  const version = (before?.version ?? 0) + 1;
  const type = request.Type ?? before?.type ?? 'String';
  const modifiedAtMs = call.sim.clock.nowMs();
  call.sim.parameters.set(key, { name: request.Name, type, value: request.Value, version, modifiedAtMs });
  return { Version: version, Tier: request.Tier };
};

/** AWS Systems Manager's Parameter Store, AWS JSON 1.1. */
export const ssmService = jsonService({
  version: '1.1',
  target: 'AmazonSSM',
  resourceMembers: ['Name'],
  operations: { GetParameter: getParameter, PutParameter: putParameter },
});
