import type { IncomingMessage } from 'node:http';

const LIMIT = 1024 * 1024;

export class TooLargeError extends Error {
  public readonly name = 'TooLargeError';
}

export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LIMIT) throw new TooLargeError(`request body is larger than ${LIMIT} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
