import { parseCommandLine } from '../../local/src/command-line';

test('a folder is enough', () => {
  expect(parseCommandLine(['serve', 'cdk.out'])).toMatchObject({ quiet: false, options: { cloudAssembly: 'cdk.out', port: 9229, host: undefined } });
});

test('all options', () => {
  const args = ['serve', 'cdk.out', '--port=0', '--host', '::1', '--user', 'alice:a:b', '--user', 'bob', '--secret', 'captcha=a=b', '--node', '/usr/bin/node', '--quiet'];
  expect(parseCommandLine(args)).toEqual({
    quiet: true,
    options: {
      cloudAssembly: 'cdk.out',
      port: 0,
      host: '::1',
      users: [{ username: 'alice', password: 'a:b' }, { username: 'bob', password: undefined }],
      secrets: { captcha: 'a=b' },
      node: '/usr/bin/node',
    },
  });
});

test.each<[string[], RegExp]>([
  [['--help'], /--user <name>/],
  [[], /--user <name>/],
  [['--version'], /^\d+\.\d+\.\d+/],
])('%p is a text', (args, expected) => {
  expect(parseCommandLine(args)).toEqual({ print: expect.stringMatching(expected) });
});

test.each<[string[], string]>([
  [['run'], 'unknown command run, there is only serve; see --help'],
  [['--quiet'], 'unknown command (none), there is only serve; see --help'],
  [['serve'], 'serve needs the folder that cdk synth wrote, usually cdk.out; see --help'],
  [['serve', 'a', 'b', 'c'], 'unexpected b c, serve takes one folder; see --help'],
  [['serve', 'a', '--nope'], "Unknown option '--nope'; see --help"],
  [['serve', 'a', '--port', '-1'], "Option '--port' argument is ambiguous"],
  [['serve', 'a', '--port', '1e3'], '--port 1e3 is not a port, give a number from 0 to 65535'],
  [['serve', 'a', '--port', '65536'], '--port 65536 is not a port, give a number from 0 to 65535'],
  [['serve', 'a', '--user', ''], '--user needs <name>:<password> or <name>, the name is missing; see --help'],
  [['serve', 'a', '--secret', 'captcha'], '--secret needs <name>=<value>, the name or the value is missing; see --help'],
  [['serve', 'a', '--secret', '=captcha'], '--secret needs <name>=<value>, the name or the value is missing; see --help'],
  [['serve', 'a', '--user', ':secret'], '--user needs <name>:<password> or <name>, the name is missing; see --help'],
])('%p is refused', (args, message) => {
  expect(() => parseCommandLine(args)).toThrow(message);
});
