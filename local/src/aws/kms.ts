import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { AwsError, AwsRequest, AwsResponse, AwsService, json, jsonBody, unknownOperation } from './service';
import { KeyDefinition } from '../assembly/state-resources';

/** MAC algorithm -> the only key spec that it goes with, and the hash. */
const ALGORITHMS: Readonly<Record<string, { spec: string; hash: string }>> = {
  HMAC_SHA_224: { spec: 'HMAC_224', hash: 'sha224' },
  HMAC_SHA_256: { spec: 'HMAC_256', hash: 'sha256' },
  HMAC_SHA_384: { spec: 'HMAC_384', hash: 'sha384' },
  HMAC_SHA_512: { spec: 'HMAC_512', hash: 'sha512' },
};

const MAX_MESSAGE_BYTES = 4096;

/** The MAC operations of KMS. Keys keep their material in memory only, new ones each time unless there is a seed. */
export class LocalKms implements AwsService {
  private readonly material = new Map<string, Buffer>();

  constructor(private readonly keys: readonly KeyDefinition[], private readonly seed?: string) {}

  public async handle(operation: string, request: AwsRequest): Promise<AwsResponse> {
    const body = jsonBody(request);
    switch (operation) {
      case 'GenerateMac': return json(this.generateMac(body));
      case 'VerifyMac': return json(this.verifyMac(body));
      case 'DescribeKey': return json(this.describeKey(body));
      default: throw unknownOperation('kms', operation);
    }
  }

  private generateMac(body: Record<string, unknown>) {
    const key = this.find(body.KeyId);
    return { KeyId: key.arn, Mac: this.mac(key, body).toString('base64'), MacAlgorithm: body.MacAlgorithm };
  }

  private verifyMac(body: Record<string, unknown>) {
    const key = this.find(body.KeyId);
    const expected = this.mac(key, body);
    const actual = blob(body.Mac, 'mac');
    if (expected.length !== actual.length || !timingSafeEqual(expected, actual)) throw new AwsError('KMSInvalidMacException', '');
    return { KeyId: key.arn, MacValid: true, MacAlgorithm: body.MacAlgorithm };
  }

  private describeKey(body: Record<string, unknown>) {
    const key = this.find(body.KeyId);
    const algorithms = Object.entries(ALGORITHMS).filter(([, { spec }]) => spec === key.spec).map(([name]) => name);
    return {
      KeyMetadata: {
        AWSAccountId: key.arn.split(':')[4],
        KeyId: key.id,
        Arn: key.arn,
        Enabled: key.enabled,
        KeyState: key.enabled ? 'Enabled' : 'Disabled',
        KeySpec: key.spec,
        KeyUsage: key.usage,
        KeyManager: 'CUSTOMER',
        Origin: 'AWS_KMS',
        MultiRegion: false,
        ...algorithms.length > 0 && { MacAlgorithms: algorithms },
      },
    };
  }

  private mac(key: KeyDefinition, { Message, MacAlgorithm }: Record<string, unknown>): Buffer {
    const message = blob(Message, 'message');
    if (message.length < 1 || message.length > MAX_MESSAGE_BYTES) {
      throw validation('message', `Member must have length between 1 and ${MAX_MESSAGE_BYTES}`);
    }
    if (typeof MacAlgorithm !== 'string' || !Object.hasOwn(ALGORITHMS, MacAlgorithm)) {
      throw validation('macAlgorithm', `Member must satisfy enum value set: [${Object.keys(ALGORITHMS).join(', ')}]`);
    }
    if (key.usage !== 'GENERATE_VERIFY_MAC') {
      throw new AwsError('InvalidKeyUsageException', `${key.arn} key usage is ${key.usage} which is not valid for this operation.`);
    }
    if (!key.enabled) throw new AwsError('DisabledException', `${key.arn} is disabled.`);
    const { spec, hash } = ALGORITHMS[MacAlgorithm];
    if (spec !== key.spec) {
      throw new AwsError('InvalidKeyUsageException', `Algorithm ${MacAlgorithm} is incompatible with key spec ${key.spec}.`);
    }
    return createHmac(hash, this.materialOf(key)).update(message).digest();
  }

  private materialOf(key: KeyDefinition): Buffer {
    const known = this.material.get(key.arn);
    if (known) return known;
    const created = this.seed === undefined ? randomBytes(64) : createHmac('sha512', this.seed).update(key.arn).digest();
    this.material.set(key.arn, created);
    return created;
  }

  /** By key id, key ARN, alias name or alias ARN. */
  private find(keyId: unknown): KeyDefinition {
    if (typeof keyId !== 'string' || keyId === '') throw validation('keyId', 'Member must not be null');
    const alias = /(?:^|:)(alias\/.+)$/.exec(keyId)?.[1];
    const key = this.keys.find((candidate) => alias ? candidate.aliases.includes(alias) : [candidate.id, candidate.arn].includes(keyId));
    if (key) return key;
    throw new AwsError('NotFoundException', alias ? `Alias ${keyId} is not found.` : `Key '${keyId}' does not exist`);
  }
}

function blob(value: unknown, member: string): Buffer {
  if (typeof value !== 'string') throw validation(member, 'Member must not be null');
  return Buffer.from(value, 'base64');
}

function validation(member: string, constraint: string): AwsError {
  return new AwsError('ValidationException', `1 validation error detected: Value at '${member}' failed to satisfy constraint: ${constraint}`);
}
