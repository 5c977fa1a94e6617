import type { Call } from './environment';
import { list, optionalText, structure, text, textMap, type Input, type Shape } from './input';
import type { CognitoService } from './service';

/** One operation of the API: what it takes and what it does. */
export interface Operation<S extends Shape = Shape> {
  readonly shape: S;
  readonly run: (service: CognitoService, input: Input<S>, call: Call) => Promise<object>;
}

export function operation<S extends Shape>(shape: S, run: Operation<S>['run']): Operation {
  return { shape, run } as unknown as Operation;
}

// Members that many operations share.
export const clientId = text({ min: 1, max: 128, pattern: /^[\w+]+$/, secret: true });
export const userPoolId = text({ min: 1, max: 55, pattern: /^[\w-]+_[0-9a-zA-Z]+$/ });
export const username = text({ min: 1, max: 128, pattern: /^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u, secret: true });
export const optionalPassword = optionalText({ max: 256, pattern: /^[\S]+.*[\S]+$/, secret: true });
export const password = text({ max: 256, pattern: /^[\S]+.*[\S]+$/, secret: true });
export const optionalSecretHash = optionalText({ min: 1, max: 128, pattern: /^[\w+=/]+$/, secret: true });
export const accessToken = text({ pattern: /^[A-Za-z0-9-_=.]+$/, secret: true });
// The service's model says 2048, the live service 8192.
export const optionalSession = optionalText({ min: 20, max: 8192, secret: true });
export const clientMetadata = textMap();
export const attributes = list(structure({
  Name: text({ min: 1, max: 32, pattern: /^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u }),
  Value: optionalText({ max: 2048, secret: true }),
}));
