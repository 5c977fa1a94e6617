import type { Deadline } from './deadline';
import { AwsError, call } from './request';
import { ENV_KEY_ID } from '../../src/private/flow';

/** HMAC-SHA-256 of the message under the key that never leaves KMS: 32 bytes. */
export async function generateMac(message: string, deadline: Deadline): Promise<Buffer> {
  const { body, status, requestId } = await call({
    service: 'kms',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'TrentService.GenerateMac' },
    body: {
      KeyId: process.env[ENV_KEY_ID],
      MacAlgorithm: 'HMAC_SHA_256',
      Message: Buffer.from(message).toString('base64'),
    },
    repeatable: true,
  }, deadline);
  const mac = Buffer.from(String(body?.Mac), 'base64');
  if (mac.length !== 32) throw new AwsError('Malformed', status, requestId);
  return mac;
}
