import * as fc from 'fast-check';
import { readPrivateParameters, writePrivateParameters } from '../../../lambda/challenges/private-parameters';

const parameters = fc.record({
  step: fc.nat(9),
  name: fc.string(),
  challengeId: fc.string(),
  nonce: fc.string(),
  decoy: fc.boolean(),
  parameters: fc.dictionary(fc.string().filter((key) => key !== '__proto__'), fc.string()),
});

test('what Create hands over is what Verify reads, as strings alone', () => {
  fc.assert(fc.property(parameters, (given) => {
    const written = writePrivateParameters(given);
    expect(Object.values(written).every((value) => typeof value === 'string')).toBe(true);
    expect(readPrivateParameters(written)).toEqual(given);
  }));
});

test('a decoy makes them no longer and no shorter', () => {
  fc.assert(fc.property(parameters, (given) => {
    const [one, other] = [true, false].map((decoy) => JSON.stringify(writePrivateParameters({ ...given, decoy })));
    expect(one).toHaveLength(other.length);
  }));
});

test.each([undefined, null, {}])('%p belongs to no step, and to somebody who must never pass', (map) => {
  expect(readPrivateParameters(map)).toEqual({ step: NaN, name: '', challengeId: '', nonce: '', decoy: true, parameters: {} });
});
