import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { App, CfnParameter, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { AttributeType, Table, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { customAuthPool, nodeFunction, firstFunction, read, readApp, removeAssemblies, synth } from './fixtures/synth';

afterAll(removeAssemblies);

describe('user pools and clients', () => {
  const build = (app: App) => {
    const stack = new Stack(app, 'Auth', { env: { region: 'eu-central-1', account: '111122223333' } });
    const pool = customAuthPool(stack, 'Pool', undefined, { signInAliases: { email: true } });
    pool.addClient('Web', { authFlows: { custom: true } });
    pool.addClient('Server', { generateSecret: true });
  };

  test('have ids of the form that Cognito gives, the same in each run', () => {
    const [first, second] = [readApp(build), readApp(build)];
    const [pool] = first.pools;
    expect(pool).toMatchObject({
      id: expect.stringMatching(/^eu-central-1_[A-Za-z0-9]{9}$/),
      arn: `arn:aws:cognito-idp:eu-central-1:111122223333:userpool/${pool.id}`,
      stackName: 'Auth',
      path: 'Auth/Pool',
      region: 'eu-central-1',
      account: '111122223333',
    });
    expect(pool.properties).toMatchObject({ UsernameAttributes: ['email'] });
    expect(pool.clients.map(({ path: clientPath }) => clientPath)).toEqual(['Auth/Pool/Web', 'Auth/Pool/Server']);
    const [web, server] = pool.clients;
    expect(web.id).toMatch(/^[a-z0-9]{26}$/);
    expect(web.secret).toBeUndefined();
    expect(web.properties).toMatchObject({ UserPoolId: pool.id, ExplicitAuthFlows: expect.arrayContaining(['ALLOW_CUSTOM_AUTH']) });
    expect(server.secret).toMatch(/^[a-z0-9]{51}$/);
    expect(server.id).not.toBe(web.id);
    expect(second.pools).toEqual(first.pools);
  });

  test('name their triggers by ARN, those of the triggers with versions too', () => {
    const { pools, functions } = readApp((app) => {
      const stack = new Stack(app, 'S');
      const pool = customAuthPool(stack, 'Pool');
      const { node: { defaultChild } } = pool;
      (defaultChild as { addPropertyOverride?(path: string, value: unknown): void }).addPropertyOverride!('LambdaConfig.PreTokenGenerationConfig', {
        LambdaArn: nodeFunction(stack, 'Tokens').functionArn, LambdaVersion: 'V2_0',
      });
      (defaultChild as { addPropertyOverride?(path: string, value: unknown): void }).addPropertyOverride!('LambdaConfig.KMSKeyID', new Key(stack, 'Key').keyArn);
    });
    const names = Object.entries(pools[0].triggers).map(([trigger, arn]) => `${trigger}=${functions.get(arn)?.logicalId.slice(0, 6)}`);
    expect(names.sort()).toEqual(['CreateAuthChallenge=PoolCr', 'DefineAuthChallenge=PoolDe', 'PreTokenGenerationConfig=Tokens', 'VerifyAuthChallengeResponse=PoolVe']);
  });

  test('find each other across stacks', () => {
    const { pools, functions, warnings } = readApp((app) => {
      const [auth, front] = [new Stack(app, 'Auth'), new Stack(app, 'Front')];
      const pool = customAuthPool(auth, 'Pool');
      const client = new Stack(app, 'Clients');
      const web = pool.addClient('Shared');
      nodeFunction(front, 'Fn', undefined, { environment: { POOL: pool.userPoolId, ARN: pool.userPoolArn, CLIENT: web.userPoolClientId } });
      nodeFunction(client, 'Other', undefined, { environment: { URL: pool.userPoolProviderUrl } });
    });
    const environments = [...functions.values()].map(({ environment }) => environment);
    expect(environments).toContainEqual({ POOL: pools[0].id, ARN: pools[0].arn, CLIENT: pools[0].clients[0].id });
    expect(environments).toContainEqual({ URL: `https://cognito-idp.us-east-1.amazonaws.com/${pools[0].id}` });
    expect(warnings).toEqual([]);
  });

  test('in stages and nested stacks are found, and references between these hold', () => {
    const { pools, functions, tables, warnings } = readApp((app) => {
      const stage = new Stage(app, 'Prod', { env: { region: 'eu-west-1' } });
      const parent = new Stack(stage, 'Parent');
      const nested = new NestedStack(parent, 'Nested');
      const table = new Table(nested, 'Table', { partitionKey: { name: 'pk', type: AttributeType.STRING } });
      const pool = customAuthPool(parent, 'Pool', nodeFunction(parent, 'Fn', undefined, { environment: { TABLE: table.tableName } }));
      nodeFunction(nested, 'Inner', undefined, { environment: { POOL: pool.userPoolId } });
      new Stack(stage, 'Empty');
      new Stack(app, 'Outside');
    });
    expect(pools).toHaveLength(1);
    expect(pools[0].id).toMatch(/^eu-west-1_/);
    expect(pools[0].stackName).toBe('Prod-Parent');
    expect([...functions.values()].map(({ environment }) => environment)).toEqual([{ TABLE: tables[0].name }, { POOL: pools[0].id }]);
    expect(warnings).toEqual([]);
  });

  test('in a nested stack whose template is gone are left out, with a warning', () => {
    const dir = synth((app) => {
      const stack = new Stack(app, 'S');
      customAuthPool(stack, 'Pool');
      customAuthPool(new NestedStack(stack, 'Nested'), 'Inner');
    });
    writeFileSync(path.join(dir, 'S.assets.json'), '{}');
    const { pools, warnings } = read(dir);
    expect(pools.map((pool) => pool.path)).toEqual(['S/Pool']);
    expect(warnings).toEqual([expect.stringMatching(/^S: nested stack Nested.* is left out, its template https:.* is not in the cloud assembly$/)]);
  });

  test('of the same name in two stages are two', () => {
    const { pools } = readApp((app) => {
      for (const name of ['Dev', 'Prod']) customAuthPool(new Stack(new Stage(app, name), 'Auth'), 'Pool');
    });
    expect(new Set(pools.map(({ id }) => id)).size).toBe(2);
  });
});

describe('tables, keys and secrets', () => {
  test('are found by the names and ids that the functions are given', () => {
    const { tables, keys, secrets, functions } = readApp((app) => {
      const stack = new Stack(app, 'S');
      const table = new Table(stack, 'Table', { partitionKey: { name: 'pk', type: AttributeType.STRING } });
      const global = new TableV2(stack, 'Global', { tableName: 'global', partitionKey: { name: 'id', type: AttributeType.NUMBER } });
      const key = new Key(stack, 'Key', { keySpec: KeySpec.HMAC_512, keyUsage: KeyUsage.GENERATE_VERIFY_MAC, alias: 'codes' });
      const secret = new Secret(stack, 'Secret');
      customAuthPool(stack, 'Pool', nodeFunction(stack, 'Fn', undefined, {
        environment: { TABLE: table.tableArn, GLOBAL: global.tableName, KEY: key.keyId, KEY_ARN: key.keyArn, SECRET: secret.secretArn },
      }));
    });
    expect([...functions.values()][0].environment).toEqual({
      TABLE: tables[0].arn, GLOBAL: 'global', KEY: keys[0].id, KEY_ARN: keys[0].arn, SECRET: secrets[0].arn,
    });
    expect(tables.map(({ name }) => name)).toEqual([expect.stringMatching(/^S-Table/), 'global']);
    expect(keys).toEqual([expect.objectContaining({ spec: 'HMAC_512', usage: 'GENERATE_VERIFY_MAC', aliases: ['alias/codes'], enabled: true })]);
  });
});

describe('parameters', () => {
  const build = (app: App) => {
    const stack = new Stack(app, 'S');
    const given = new CfnParameter(stack, 'Given', { default: 'default' });
    const missing = new CfnParameter(stack, 'Missing');
    customAuthPool(stack, 'Pool', nodeFunction(stack, 'Fn', undefined, { environment: { GIVEN: given.valueAsString, MISSING: missing.valueAsString } }));
  };

  test('have their default or what is given, by the name or by stack and name', () => {
    expect(firstFunction(readApp(build, { parameters: { Missing: 'm' } })).environment).toEqual({ GIVEN: 'default', MISSING: 'm' });
    expect(firstFunction(readApp(build, { parameters: { 'S:Given': 'g', 'Given': 'other' } })).environment).toMatchObject({ GIVEN: 'g' });
  });

  test('without any value are a readable placeholder and a warning', () => {
    const assembly = readApp(build);
    expect(firstFunction(assembly).environment.MISSING).toBe('unresolved-S-parameter-Missing');
    expect(assembly.warnings).toEqual(['S: parameter Missing has no value on this machine, a placeholder stands in for it']);
  });
});
