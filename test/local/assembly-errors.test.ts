import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { folderOf, removeFolders } from './fixtures/functions';
import { customAuthPool, nodeFunction, removeAssemblies, synth } from './fixtures/synth';
import { customAuthPools } from '../../local/src/assembly/custom-auth-pools';
import { readCloudAssembly } from '../../local/src/assembly/read-cloud-assembly';
import { LocalCognitoError } from '../../local/src/errors';

afterAll(() => {
  removeFolders();
  removeAssemblies();
});

function problemOf(dir: string): string {
  try {
    const assembly = readCloudAssembly(dir);
    assembly.close();
    customAuthPools(assembly);
  } catch (error) {
    expect(error).toBeInstanceOf(LocalCognitoError);
    return (error as Error).message;
  }
  throw new Error('expected a LocalCognitoError');
}

/** An assembly whose trigger code is an asset folder; gives that folder too. */
function assetApp(): { dir: string; asset: string } {
  const code = Code.fromAsset(folderOf({ 'index.js': 'exports.handler = 1;' }));
  const dir = synth((app) => {
    const stack = new Stack(app, 'S');
    customAuthPool(stack, 'Pool', nodeFunction(stack, 'Fn', undefined, { code }));
  });
  const { files } = JSON.parse(readFileSync(path.join(dir, 'S.assets.json'), 'utf8'));
  const paths = Object.values<{ source: { path: string } }>(files).map(({ source }) => source.path);
  return { dir, asset: path.join(dir, paths.find((name) => name.startsWith('asset.'))!) };
}

describe('what is no cloud assembly', () => {
  test('a folder that is not there', () => {
    expect(problemOf('/no/such/cdk.out')).toBe('no such folder: /no/such/cdk.out, run cdk synth first or give the folder that it wrote');
  });

  test('a folder that cdk synth did not write', () => {
    expect(problemOf(folderOf({ 'package.json': '{}' }))).toMatch(/is not a cloud assembly \(it has no manifest\.json\), give the folder that cdk synth wrote/);
  });

  test.each([['not JSON', '{'], ['not an object', '[]'], ['null', 'null']])('a manifest that is %s', (_, text) => {
    expect(problemOf(folderOf({ 'manifest.json': text }))).toMatch(/manifest\.json is not (valid JSON|a JSON object), run cdk synth again/);
  });

  test('a template that is missing or broken', () => {
    const { dir } = assetApp();
    writeFileSync(path.join(dir, 'S.template.json'), '{"Resources": ');
    expect(problemOf(dir)).toMatch(/S\.template\.json is not valid JSON/);
    rmSync(path.join(dir, 'S.template.json'));
    expect(problemOf(dir)).toMatch(/cannot read .*S\.template\.json, run cdk synth again/);
  });

  test('a manifest or template of the wrong shape is no crash', () => {
    expect(problemOf(folderOf({ 'manifest.json': '{"artifacts":{"A":null,"B":{"type":"aws:cloudformation:stack","properties":{"templateFile":"t.json"}}}}', 't.json': '{"Resources":{"P":[]}}' })))
      .toMatch(/^no user pool/);
  });
});

describe('an assembly that there is nothing to sign in to', () => {
  test('has no user pool', () => {
    expect(problemOf(synth((app) => nodeFunction(new Stack(app, 'S'), 'Fn')))).toMatch(/^no user pool \(AWS::Cognito::UserPool\) in \//);
  });

  test('has pools without all three triggers', () => {
    const dir = synth((app) => {
      const stack = new Stack(app, 'S');
      new UserPool(stack, 'Plain');
      new UserPool(stack, 'Half', { lambdaTriggers: { defineAuthChallenge: nodeFunction(stack, 'Define') } });
    });
    expect(problemOf(dir)).toMatch(
      /^no user pool with the triggers DefineAuthChallenge, CreateAuthChallenge, VerifyAuthChallengeResponse in .*, found S\/Plain \(no triggers\), S\/Half \(DefineAuthChallenge\)$/);
  });
});

describe('a trigger that cannot run', () => {
  test('has a runtime that is not Node.js', () => {
    const dir = synth((app) => {
      const stack = new Stack(app, 'S');
      customAuthPool(stack, 'Pool', nodeFunction(stack, 'Snake', 'x', { runtime: Runtime.PYTHON_3_12 }));
    });
    expect(problemOf(dir)).toBe('trigger CreateAuthChallenge of user pool S/Pool cannot run: '
      + 'function S/Snake has runtime python3.12, supported are nodejs runtimes such as nodejs22.x');
  });

  test('has its asset missing', () => {
    const { dir, asset } = assetApp();
    rmSync(asset, { recursive: true });
    expect(problemOf(dir)).toMatch(/function S\/Fn has its code in .*asset\.[0-9a-f]+, which does not exist, run cdk synth again$/);
  });

  test('has its handler file missing', () => {
    const { dir, asset } = assetApp();
    rmSync(path.join(asset, 'index.js'));
    expect(problemOf(dir)).toMatch(/function S\/Fn has handler index\.handler, but .* has no such file$/);
  });

  test('is a function that the app does not make', () => {
    const dir = synth((app) => {
      const stack = new Stack(app, 'S');
      customAuthPool(stack, 'Pool', LambdaFunction.fromFunctionArn(stack, 'Far', 'arn:aws:lambda:us-east-1:123456789012:function:far'));
    });
    expect(problemOf(dir)).toMatch(/cannot run: function arn:aws:lambda:us-east-1:123456789012:function:far is not in /);
  });

  test('does not matter in a pool without custom authentication', () => {
    const dir = synth((app) => {
      const stack = new Stack(app, 'S');
      customAuthPool(stack, 'Pool');
      new UserPool(stack, 'Other', { lambdaTriggers: { preSignUp: nodeFunction(stack, 'Snake', 'x', { runtime: Runtime.PYTHON_3_12 }) } });
    });
    const assembly = readCloudAssembly(dir);
    expect(customAuthPools(assembly).map((pool) => pool.path)).toEqual(['S/Pool']);
    assembly.close();
  });
});
