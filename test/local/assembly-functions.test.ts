import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { LegacyStackSynthesizer, SecretValue, Stack } from 'aws-cdk-lib';
import { CfnUserPool } from 'aws-cdk-lib/aws-cognito';
import { Alias, CfnFunction, CfnFunctionProps, CfnPermission, CfnPermissionProps, Code, LayerVersion, Runtime } from 'aws-cdk-lib/aws-lambda';
import { folderOf, removeFolders } from './fixtures/functions';
import { customAuthPool, nodeFunction, firstFunction, readApp, removeAssemblies, synth } from './fixtures/synth';
import { readCloudAssembly } from '../../local/src/assembly/read-cloud-assembly';

afterAll(() => {
  removeFolders();
  removeAssemblies();
});

describe('functions', () => {
  test('have what the template says, and the defaults of Lambda for the rest', () => {
    const handlers = folderOf({ 'lib/file.js': 'exports.go = 1;' });
    const { functions, dir } = readApp((app) => {
      const stack = new Stack(app, 'S');
      customAuthPool(stack, 'Pool', nodeFunction(stack, 'Plain', 'exports.handler = 1;'));
      nodeFunction(stack, 'Full', undefined, { functionName: 'my-function', code: Code.fromAsset(handlers), handler: 'lib/file.go', memorySize: 512, environment: { A: 'b' } });
    });
    const [plain, full] = functions.values();
    expect(plain).toMatchObject({ timeoutSeconds: 3, memoryMb: 128, environment: {}, problem: undefined, name: expect.stringMatching(/^S-Plain/) });
    expect(plain.arn).toBe(`arn:aws:lambda:us-east-1:123456789012:function:${plain.name}`);
    expect(readFileSync(path.join(plain.codeDir, 'index.js'), 'utf8')).toBe('exports.handler = 1;');
    expect(full).toMatchObject({ name: 'my-function', memoryMb: 512, environment: { A: 'b' }, logGroup: '/aws/lambda/my-function', problem: undefined });
    expect(full.codeDir.startsWith(dir)).toBe(true);
    expect(existsSync(path.join(full.codeDir, 'lib/file.js'))).toBe(true);
  });

  test('with long names keep within the 64 characters of Lambda', () => {
    const definition = firstFunction(readApp((app) => {
      const stack = new Stack(app, 'AStackWithAnUnusuallyLongNameThatGoesOnAndOnAndOn');
      customAuthPool(stack, 'Pool', nodeFunction(stack, 'AFunctionWithAnUnusuallyLongNameThatGoesOnAndOn'));
    }));
    expect(definition.name.length).toBeLessThanOrEqual(64);
  });

  test('that are triggers through an alias are found', () => {
    const { pools, functions } = readApp((app) => {
      const stack = new Stack(app, 'S');
      const fn = nodeFunction(stack, 'Fn');
      customAuthPool(stack, 'Pool', new Alias(stack, 'Live', { aliasName: 'live', version: fn.currentVersion }));
    });
    const [arn] = functions.keys();
    expect(pools[0].triggers.DefineAuthChallenge).toBe(`${arn}:live`);
  });

  test('keep inline code in a folder that close removes', () => {
    const assembly = readCloudAssembly(synth((app) => customAuthPool(new Stack(app, 'S'), 'Pool')));
    const { codeDir } = firstFunction(assembly);
    expect(existsSync(codeDir)).toBe(true);
    assembly.close();
    expect(existsSync(codeDir)).toBe(false);
  });

  test('of apps with the legacy synthesizer have their code too', () => {
    const handlers = folderOf({ 'index.js': 'exports.handler = 1;' });
    const { codeDir, problem } = firstFunction(readApp((app) => {
      const stack = new Stack(app, 'S', { synthesizer: new LegacyStackSynthesizer() });
      customAuthPool(stack, 'Pool', nodeFunction(stack, 'Fn', undefined, { code: Code.fromAsset(handlers) }));
    }));
    expect(problem).toBeUndefined();
    expect(existsSync(path.join(codeDir, 'index.js'))).toBe(true);
  });

  test('that cannot run say why', () => {
    const { functions } = readApp((app) => {
      const stack = new Stack(app, 'S');
      customAuthPool(stack, 'Pool', nodeFunction(stack, 'Snake', 'x', { runtime: Runtime.PYTHON_3_12 }));
      nodeFunction(stack, 'Elsewhere', undefined, { handler: 'other.handler' });
      nodeFunction(stack, 'Escape', undefined, { handler: '../../x.handler' });
    });
    const [snake, elsewhere, escape] = [...functions.values()].map(({ problem }) => problem);
    expect(snake).toBe('function S/Snake has runtime python3.12, supported are nodejs runtimes such as nodejs22.x');
    expect(elsewhere).toMatch(/^function S\/Elsewhere has handler other\.handler, but .* has no such file$/);
    expect(escape).toMatch(/has handler \.\.\/\.\.\/x\.handler, but/);
  });

  test.each<[string, Partial<CfnFunctionProps>, RegExp]>([
    ['a container image', { code: { imageUri: 'x' }, packageType: 'Image', runtime: undefined }, /^function S\/Fn has runtime container image, supported are nodejs/],
    ['code in a bucket', { code: { s3Bucket: 'b', s3Key: 'k.zip' } }, /^function S\/Fn has code that is not in the cloud assembly, supported are assets and inline code$/],
  ])('from %s cannot run', (_, props, problem) => {
    const assembly = readApp((app) => {
      const stack = new Stack(app, 'S');
      new CfnUserPool(stack, 'Pool');
      new CfnFunction(stack, 'Fn', { role: 'r', handler: 'index.handler', runtime: 'nodejs22.x', code: {}, ...props });
    });
    expect(firstFunction(assembly).problem).toMatch(problem);
  });

  test('with a zip file as asset cannot run, and are told what to do', () => {
    const zip = path.join(folderOf({ 'code.zip': 'PK' }), 'code.zip');
    const { problem } = firstFunction(readApp((app) => {
      const stack = new Stack(app, 'S');
      customAuthPool(stack, 'Pool', nodeFunction(stack, 'Fn', undefined, { code: Code.fromAsset(zip) }));
    }));
    expect(problem).toMatch(/^function S\/Fn has a zip file as its asset \(.*\.zip\), supported are folders: unpack it and give the folder$/);
  });

  test('that have what this machine has not come with a warning', () => {
    const { warnings } = readApp((app) => {
      const stack = new Stack(app, 'S');
      customAuthPool(stack, 'Pool', nodeFunction(stack, 'Fn', undefined, {
        environment: { SECRET: SecretValue.secretsManager('name').unsafeUnwrap() },
        layers: [LayerVersion.fromLayerVersionArn(stack, 'Layer', 'arn:aws:lambda:us-east-1:123456789012:layer:x:1')],
      }));
    });
    expect(warnings).toEqual([
      expect.stringMatching(/^S: layers of function Fn.* are left out, its code runs without them$/),
      expect.stringMatching(/^S: variable SECRET of function Fn.* holds a dynamic reference, which is not resolved$/),
    ]);
  });
});

describe('permissions to invoke the triggers', () => {
  const withPermission = (overrides: Partial<CfnPermissionProps>) => readApp((app) => {
    const stack = new Stack(app, 'S');
    const fn = nodeFunction(stack, 'Fn', undefined, { functionName: 'fn' });
    const pool = new CfnUserPool(stack, 'Pool', { lambdaConfig: { defineAuthChallenge: fn.functionArn } });
    new CfnPermission(stack, 'Allow', {
      action: 'lambda:InvokeFunction', principal: 'cognito-idp.amazonaws.com', functionName: fn.functionArn, sourceArn: pool.attrArn, sourceAccount: stack.account, ...overrides,
    });
  }).warnings;

  test.each<[string, Partial<CfnPermissionProps>]>([
    ['for this pool and account', {}],
    ['for any pool', { sourceArn: undefined, sourceAccount: undefined }],
    ['for pools by pattern', { sourceArn: 'arn:aws:cognito-idp:*:123456789012:userpool/us-east-1_?????????' }],
    ['by the name of the function', { functionName: 'fn' }],
  ])('%s are enough', (_, overrides) => {
    expect(withPermission(overrides)).toEqual([]);
  });

  test.each<[string, Partial<CfnPermissionProps>]>([
    ['for another pool', { sourceArn: 'arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_other' }],
    ['for another account', { sourceAccount: '111111111111' }],
    ['for another function', { functionName: 'other-fn' }],
    ['for another service', { principal: 's3.amazonaws.com' }],
    ['for another action', { action: 'lambda:GetFunction' }],
    ['for a version of the function', { functionName: 'arn:aws:lambda:us-east-1:123456789012:function:fn:1' }],
  ])('%s are not, and a warning says so', (_, overrides) => {
    expect(withPermission(overrides)).toEqual([expect.stringMatching(
      /^trigger DefineAuthChallenge of user pool S\/Pool fails with AccessDeniedException once deployed: no AWS::Lambda::Permission lets/)]);
  });
});
