import * as fc from 'fast-check';
import { knownBadLogs } from './fixtures/known-bad-logs';
import { AwsError } from '../../lambda/aws/errors';
import { Fault } from '../../lambda/fault';
import { describeError, type LogFields, newLog } from '../../lambda/log';

const SECRET = '739154';

/** What is written to the standard output meanwhile. */
function written(work: () => void): string {
  const chunks: string[] = [];
  const spy = jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => chunks.push(String(chunk)) > 0);
  try {
    work();
  } finally {
    spy.mockRestore();
  }
  return chunks.join('');
}

/** Whatever is given, each call writes one line of JSON, with the fields that may be told and no others. */
function writesOnlyWhatMayBeTold(create: typeof newLog) {
  const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom('\n', '\r\n', '\u2028', '"}\n{"level":"ERROR"'));
  const allowed = fc.record({ challenge: text, error: text, awsRequestId: text }, { requiredKeys: [] });
  const others = fc.dictionary(fc.constantFrom('code', 'email', 'message', 'userName', 'request', 'requestID', 'stack'), fc.constant(SECRET));
  return fc.property(text, fc.option(text, { nil: undefined }), allowed, others, (requestId, user, fields, more) => {
    const output = written(() => create(requestId, user)('INFO', 'MESSAGE_SENT', { ...more, ...fields } as LogFields));
    expect(output.indexOf('\n')).toBe(output.length - 1);
    expect(JSON.parse(output)).toEqual(JSON.parse(JSON.stringify({ level: 'INFO', event: 'MESSAGE_SENT', requestId, user, ...fields })));
  });
}

test('a line says what happened, in which invocation and to whom', () => {
  expect(written(() => newLog('request-1', 'pseudonym-1')('WARN', 'POOL_SENDS_NEAR_BUDGET')))
    .toBe('{"level":"WARN","event":"POOL_SENDS_NEAR_BUDGET","requestId":"request-1","user":"pseudonym-1"}\n');
});

test('a line never has more than may be told', () => {
  fc.assert(writesOnlyWhatMayBeTold(newLog), { numRuns: 500 });
});

test.each(Object.entries(knownBadLogs))('a log that %s is found out', (_, bad) => {
  expect(fc.check(writesOnlyWhatMayBeTold(bad), { seed: 1, numRuns: 500 }).failed).toBe(true);
});

describe('of a failure', () => {
  test.each<[string, unknown, LogFields]>([
    ['of a service its type and request are told', new AwsError('ThrottlingException', 400, 'r-1'), { error: 'ThrottlingException', awsRequestId: 'r-1' }],
    ['of ours its code is told', new Fault('TooManyConflicts'), { error: 'TooManyConflicts' }],
    ['of the program its class is told', new TypeError(SECRET), { error: 'TypeError' }],
    ['that is a text, that it is one', SECRET, { error: 'string' }],
    ['that is nothing, that it is nothing', undefined, { error: 'undefined' }],
  ])('%s', (_, error, expected) => {
    expect(describeError(error)).toEqual(expected);
  });

  test('no text is told, whatever was thrown', () => {
    const ofClass = fc.constantFrom(Error, TypeError, SyntaxError, RangeError, URIError).map((Class) => new Class(SECRET, { cause: SECRET }));
    const holding = fc.constantFrom('message', 'name', 'code', 'stack', 'requestId', 'awsRequestId', 'error', 'toString');
    const errors = fc.tuple(ofClass, fc.array(holding)).map(([error, names]) => {
      for (const name of names) Object.defineProperty(error, name, { value: SECRET });
      return error;
    });
    const unreadable = fc.constant(new Proxy({}, {
      get: () => {
        throw new Error(SECRET);
      },
    }));
    const secretive = { key: fc.constantFrom('code', 'name', 'message', 'requestId', 'toString'), values: [fc.constant(SECRET)], withNullPrototype: true };
    fc.assert(fc.property(fc.oneof(errors, unreadable, fc.anything(secretive), fc.anything()), (error) => {
      const told = describeError(error);
      expect(Object.keys(told)).toEqual(['error']);
      expect(told.error).toMatch(/^[A-Za-z]+$/);
    }), { numRuns: 1_000 });
  });
});
