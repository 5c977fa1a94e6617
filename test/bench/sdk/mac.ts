import { GenerateMacCommand, KMSClient } from '@aws-sdk/client-kms';
import { ENV_KEY_ID } from '../../../src/private/flow';

const client = new KMSClient();

export async function generateMac(message: string): Promise<Buffer> {
  const { Mac } = await client.send(new GenerateMacCommand({
    KeyId: process.env[ENV_KEY_ID], MacAlgorithm: 'HMAC_SHA_256', Message: Buffer.from(message),
  }));
  return Buffer.from(Mac!);
}
