import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GenerateMacCommand, KMSClient } from '@aws-sdk/client-kms';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SendEmailCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import * as fc from 'fast-check';
import { aws4, type FakeService, startFakeService } from './fake-service';
import { authorization } from '../../../lambda/aws/signature';

const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };

test('equals aws4 for any path, headers, body and credentials', () => {
  const word = fc.stringMatching(/^[a-z0-9-]{1,20}$/);
  const value = fc.stringMatching(/^[ -~]{1,60}$/).map((text) => text.replace(/[aeiou]/g, '  ')).filter((text) => text.trim() !== '');
  const path = fc.array(fc.stringMatching(/^[A-Za-z0-9_.~:$!'()*-]{1,20}$/).filter((piece) => !/^\.+$/.test(piece)), { maxLength: 4 })
    .map((pieces) => `/${pieces.map(encodeURIComponent).join('/')}`);
  const signable = fc.record({
    service: word,
    region: word,
    path,
    body: fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }),
    headers: fc.record({
      'host': fc.domain(),
      'x-amz-date': fc.date({ min: new Date('2000-01-01'), max: new Date('2099-01-01'), noInvalidDate: true })
        .map((date) => date.toISOString().replace(/[:-]|\.\d+/g, '')),
      'content-type': value,
      'x-amz-target': value,
      'x-amz-security-token': value,
    }, { requiredKeys: ['host', 'x-amz-date'] }),
  });
  const credentials = fc.record({ accessKeyId: fc.stringMatching(/^[A-Z0-9]{16,20}$/), secretAccessKey: fc.stringMatching(/^[A-Za-z0-9/+]{40}$/) });
  fc.assert(fc.property(signable, credentials, (request, keys) => {
    expect(authorization(request, keys)).toBe(aws4(request, keys));
  }), { numRuns: 500 });
});

describe('equals the AWS SDK on the wire', () => {
  let service: FakeService;
  beforeAll(async () => {
    service = await startFakeService();
  });
  afterAll(() => service.close());

  const client = () => ({ region: 'eu-west-1', endpoint: service.url, credentials: { ...CREDENTIALS, sessionToken: 'token==' } });
  const message = { Body: { Text: { Data: 'Grüße 🔑' } }, Subject: { Data: 'Ünïcode' } };

  test.each<[string, () => Promise<unknown>]>([
    ['dynamodb', () => new DynamoDBClient(client()).send(new PutItemCommand({ TableName: 't', Item: { pk: { S: 'ключ' } } }))],
    ['kms', () => new KMSClient(client()).send(new GenerateMacCommand({ KeyId: 'k', MacAlgorithm: 'HMAC_SHA_256', Message: Buffer.from('m') }))],
    ['ses', () => new SESv2Client(client()).send(new SendEmailCommand({ Content: { Simple: message } }))],
    ['lambda', () => new LambdaClient(client()).send(new InvokeCommand({ FunctionName: 'arn:aws:lambda:eu-west-1:1:function:f:$LATEST', Payload: '{}' }))],
  ])('%s', async (name, send) => {
    await send();
    const { path, headers, body } = service.seen.pop()!;
    const signed = /SignedHeaders=([^,]+)/.exec(headers.authorization!)![1].split(';');
    const request = { service: name, region: 'eu-west-1', path, body, headers: Object.fromEntries(signed.map((header) => [header, String(headers[header])])) };
    expect(authorization(request, CREDENTIALS)).toBe(headers.authorization);
  });
});
