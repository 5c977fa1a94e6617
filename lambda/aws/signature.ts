import { hmac, sha256 } from '../digest';

/** What is signed: a POST without a query string, all headers with lower-case names. */
export interface Signable {
  readonly service: string;
  readonly region: string;
  /** As sent, percent-encoded once. */
  readonly path: string;
  /** With `host` and `x-amz-date`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/**
 * The `Authorization` header of Signature Version 4.
 *
 * Our own because a general signer is as large as all else that we bundle; the tests hold it against aws4 and the AWS SDK.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function authorization({ service, region, path, headers, body }: Signable, { accessKeyId, secretAccessKey }: Credentials): string {
  const names = Object.keys(headers).sort();
  const signed = names.join(';');
  const canonical = [
    'POST',
    // Every service but S3 wants the path encoded a second time.
    path.split('/').map(encode).join('/'),
    '',
    ...names.map((name) => `${name}:${headers[name].trim().replace(/\s+/g, ' ')}`),
    '',
    signed,
    sha256(body).toString('hex'),
  ].join('\n');

  const time = headers['x-amz-date'];
  const scope = [time.slice(0, 8), region, service, 'aws4_request'];
  const key = scope.reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  const signature = hmac(key, ['AWS4-HMAC-SHA256', time, scope.join('/'), sha256(canonical).toString('hex')].join('\n')).toString('hex');
  return `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope.join('/')}, SignedHeaders=${signed}, Signature=${signature}`;
}

/** RFC 3986: `encodeURIComponent` leaves five characters that Signature Version 4 wants encoded. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}
