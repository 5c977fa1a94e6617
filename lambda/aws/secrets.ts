import type { Deadline } from './deadline';
import { regionOf } from './endpoints';
import { AwsError, call } from './request';

/** The text of the secret as it is now. */
export async function getSecretValue(arn: string, deadline: Deadline): Promise<string> {
  const { body, status, requestId } = await call({
    service: 'secretsmanager',
    region: regionOf(arn),
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'secretsmanager.GetSecretValue' },
    body: { SecretId: arn },
    repeatable: true,
  }, deadline);
  const value = body?.SecretString;
  if (typeof value !== 'string') throw new AwsError('Malformed', status, requestId);
  return value;
}
