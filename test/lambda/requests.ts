import { POOL } from './stage';
import type { SignIn } from '../../lambda/events';
import { userKey } from '../../lambda/state/keys';
import type { AwsRequest } from '../../local/src/aws/service';

/** Whether a handler makes this request for this user: the key of the item, the address or the name says so. */
export function isFor(userName: string, { body }: AwsRequest): boolean {
  const text = body.toString();
  const mac = /"Message":"([^"]+)"/.exec(text)?.[1] ?? '';
  const key = userKey({ userPoolId: POOL, userName } as SignIn);
  return [key, `"${userName}"`, `"${userName}@`].some((mark) => text.includes(mark)) || Buffer.from(mac, 'base64').includes(key);
}
