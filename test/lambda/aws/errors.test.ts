import { AwsError } from '../../../lambda/aws/errors';

test('an error of a service says which it is, and no word of the service', () => {
  const error = new AwsError('ThrottlingException', 400, 'request');
  expect(String(error)).toBe('AwsError: AWS call failed: ThrottlingException (HTTP 400)');
  expect(error).toMatchObject({ code: 'ThrottlingException', status: 400, requestId: 'request' });
});

test('one without an answer has no status', () => {
  expect(String(new AwsError('Timeout', 0))).toBe('AwsError: AWS call failed: Timeout');
});
