import { resolveValue } from '../../../lambda/environment';

const loadFlow = (flow: object) => {
  jest.resetModules();
  jest.doMock('../../../lambda/flow/flow.json', () => flow, { virtual: true });
  return jest.requireActual('../../../lambda/flow/document').loadFlow();
};

test('the document beside the bundle is loaded', () => {
  expect(loadFlow({ version: 1, steps: [] })).toEqual({ version: 1, steps: [] });
});

test('a document of another version is refused', () => {
  expect(() => loadFlow({ version: 2, steps: [] })).toThrow('flow.json has version 2, this handler reads 1');
});

describe('a value of the document', () => {
  afterEach(() => {
    delete process.env.CUSTOM_AUTH_VALUE_0;
  });

  test('stands for itself', () => {
    expect(resolveValue('no-reply@example.com')).toBe('no-reply@example.com');
  });

  test('or is in the environment', () => {
    process.env.CUSTOM_AUTH_VALUE_0 = 'no-reply@example.com';
    expect(resolveValue({ env: 'CUSTOM_AUTH_VALUE_0' })).toBe('no-reply@example.com');
  });

  test('that is not in the environment is named', () => {
    expect(() => resolveValue({ env: 'CUSTOM_AUTH_VALUE_0' })).toThrow('CUSTOM_AUTH_VALUE_0NotSet');
  });

  test('may be left out', () => {
    expect(resolveValue(undefined)).toBeUndefined();
  });
});
