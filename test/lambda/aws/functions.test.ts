import { type FakeService, hang, isSigned, json, raw, type Reaction, reset, startFakeService, useEnvironment } from './fake-service';
import { startDeadline } from '../../../lambda/aws/deadline';
import { invokeFunction } from '../../../lambda/aws/functions';

const ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:ask:$LATEST';

let lambda: FakeService;
beforeEach(async () => {
  lambda = await startFakeService();
});
afterEach(() => lambda.close());
useEnvironment(() => lambda.url);

test('a function is given the payload and gives its result', async () => {
  lambda.react(json(200, { answerCorrect: true }));
  expect(await invokeFunction(ARN, { answer: 'ü' }, startDeadline())).toEqual({ answerCorrect: true });
  const [seen] = lambda.seen;
  expect(decodeURIComponent(seen.path)).toBe(`/2015-03-31/functions/${ARN}/invocations`);
  expect(seen.path.split('/')).toHaveLength(5);
  expect(seen.headers).toMatchObject({ 'x-amz-invocation-type': 'RequestResponse', 'content-type': 'application/json' });
  expect(seen.body).toBe('{"answer":"ü"}');
  expect(isSigned(seen, 'lambda')).toBe(true);
});

test('a function elsewhere is invoked in its own region', async () => {
  await invokeFunction(ARN.replace('eu-west-1', 'us-east-2'), {}, startDeadline());
  expect(isSigned(lambda.seen[0], 'lambda', 'us-east-2')).toBe(true);
});

test.each([null, false, 0, '', [], [1], 'text', {}])('any JSON is a result: %j', async (result) => {
  lambda.react(json(200, result));
  expect(await invokeFunction(ARN, {}, startDeadline())).toEqual(result);
});

test('what a function throws stays with it', async () => {
  lambda.react(json(200, { errorMessage: 'right answer was 123456', errorType: 'Error' }, { 'x-amz-function-error': 'Unhandled' }));
  const error = await invokeFunction(ARN, {}, startDeadline()).catch((reason: Error) => reason) as Error;
  expect(error).toMatchObject({ code: 'FunctionError' });
  expect(`${error.stack}${JSON.stringify(error)}`).not.toContain('123456');
});

test.each<[string, Reaction, string]>([
  ['hangs', hang, 'Timeout'],
  ['is cut off', reset, 'Network'],
  ['returns no JSON', raw(200, 'undefined'), 'Malformed'],
  ['returns a megabyte', json(200, 'x'.repeat(1_000_000)), 'Malformed'],
  ['does not exist', json(404, {}, { 'x-amzn-errortype': 'ResourceNotFoundException' }), 'ResourceNotFoundException'],
  ['cannot be started', json(502, {}, { 'x-amzn-errortype': 'EC2UnexpectedException' }), 'EC2UnexpectedException'],
])('a function that %s is invoked once', async (_name, reaction, code) => {
  lambda.react(reaction);
  await expect(invokeFunction(ARN, {}, startDeadline(150))).rejects.toMatchObject({ code });
  expect(lambda.seen).toHaveLength(1);
});

test('a function without a free place is tried again', async () => {
  lambda.react(json(429, { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' }, { 'x-amzn-errortype': 'TooManyRequestsException' }), json(200, 1));
  expect(await invokeFunction(ARN, {}, startDeadline())).toBe(1);
});
