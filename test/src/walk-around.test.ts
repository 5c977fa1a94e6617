import { App, CfnParameter, CfnResource, Fn, Stack, Stage, Token } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import { emailCode, newStack, newUserPool } from './fixtures';
import { ChallengeSequence, CustomAuthTriggers, CustomAuthUserPool } from '../../src';

const SAFE = { authFlows: { custom: true }, disableOAuth: true };

const CLIENT_TYPE = 'AWS::Cognito::UserPoolClient';

type ClientProps = Omit<cognito.CfnUserPoolClientProps, 'userPoolId'>;

function synthWith(change: (auth: CustomAuthUserPool, stack: Stack) => void): () => void {
  const stack = newStack();
  change(newUserPool(stack), stack);
  return () => Template.fromStack(stack);
}

function logicalIdOf(userPool: cognito.UserPool): string {
  const pool = userPool.node.defaultChild as cognito.CfnUserPool;
  return pool.stack.resolve(pool.logicalId);
}

describe('an app client of CustomAuthUserPool', () => {
  test('that is made by the construct passes', () => {
    expect(synthWith((auth) => auth.addClient('Mobile'))).not.toThrow();
  });

  test('that allows custom authentication only passes', () => {
    expect(synthWith((auth) => auth.userPool.addClient('Web', SAFE))).not.toThrow();
  });

  test('with the defaults of aws-cognito is refused, with its path and what to do', () => {
    expect(synthWith((auth) => auth.userPool.addClient('Web'))).toThrow(
      /app client Stack\/Auth\/UserPool\/Web\/Resource lets users sign in without the challenges, by the authentication flows that Amazon Cognito allows where none are named, OAuth implicit, OAuth code: make it with addClient/,
    );
  });

  test.each<[keyof cognito.AuthFlow, string]>([
    ['userSrp', 'ALLOW_USER_SRP_AUTH'],
    ['userPassword', 'ALLOW_USER_PASSWORD_AUTH'],
    ['adminUserPassword', 'ALLOW_ADMIN_USER_PASSWORD_AUTH'],
    ['user', 'ALLOW_USER_AUTH'],
  ])('that also allows %s is refused', (flow, name) => {
    expect(synthWith((auth) => auth.userPool.addClient('Web', { disableOAuth: true, authFlows: { custom: true, [flow]: true } }))).toThrow(`by ${name}:`);
  });

  test.each<[string, ClientProps]>([
    ['no flows', {}],
    ['an empty list of flows', { explicitAuthFlows: [] }],
    ['an older flow', { explicitAuthFlows: ['ADMIN_NO_SRP_AUTH'] }],
    ['OAuth', { explicitAuthFlows: ['ALLOW_CUSTOM_AUTH'], allowedOAuthFlowsUserPoolClient: true, allowedOAuthFlows: ['code'] }],
  ])('on level 1 with %s is refused', (_, props) => {
    expect(synthWith((auth, stack) => new cognito.CfnUserPoolClient(stack, 'Web', { userPoolId: auth.userPool.userPoolId, ...props })))
      .toThrow('app client Stack/Web lets users sign in without the challenges');
  });

  test.each<[string, ClientProps]>([
    ['the older name of custom authentication', { explicitAuthFlows: ['CUSTOM_AUTH_FLOW_ONLY'] }],
    ['OAuth for machines', { explicitAuthFlows: ['ALLOW_CUSTOM_AUTH'], allowedOAuthFlowsUserPoolClient: true, allowedOAuthFlows: ['client_credentials'] }],
    ['OAuth flows that are off', { explicitAuthFlows: ['ALLOW_CUSTOM_AUTH'], allowedOAuthFlows: ['code'] }],
  ])('on level 1 with %s passes', (_, props) => {
    expect(synthWith((auth, stack) => new cognito.CfnUserPoolClient(stack, 'Web', { userPoolId: auth.userPool.userPoolId, ...props }))).not.toThrow();
  });

  test('with flows known only at deploy time passes', () => {
    expect(synthWith((auth, stack) => {
      const userPoolId = auth.userPool.userPoolId;
      const list = new CfnParameter(stack, 'Flows', { type: 'CommaDelimitedList' }).valueAsList;
      const single = new CfnParameter(stack, 'Flow').valueAsString;
      new cognito.CfnUserPoolClient(stack, 'One', { userPoolId, explicitAuthFlows: list });
      new cognito.CfnUserPoolClient(stack, 'Two', { userPoolId, explicitAuthFlows: [single] });
    })).not.toThrow();
  });

  test('is refused when an override opens it', () => {
    expect(synthWith((auth) => {
      const client = auth.client.node.defaultChild as cognito.CfnUserPoolClient;
      client.addPropertyOverride('ExplicitAuthFlows', ['ALLOW_USER_SRP_AUTH']);
    })).toThrow('app client Stack/Auth/Client/Resource lets users sign in without the challenges, by ALLOW_USER_SRP_AUTH');
  });

  test('is refused when an override turns OAuth on with a string', () => {
    expect(synthWith((auth) => {
      const client = auth.client.node.defaultChild as cognito.CfnUserPoolClient;
      client.addPropertyOverride('AllowedOAuthFlowsUserPoolClient', 'true');
      client.addPropertyOverride('AllowedOAuthFlows', ['code']);
    })).toThrow('app client Stack/Auth/Client/Resource lets users sign in without the challenges, by OAuth code');
  });

  test('is seen when it is a plain resource', () => {
    expect(synthWith((auth, stack) => new CfnResource(stack, 'Web', { type: CLIENT_TYPE, properties: { UserPoolId: auth.userPool.userPoolId } })))
      .toThrow('app client Stack/Web lets users sign in without the challenges');
  });

  test('is seen when it gets the user pool by an override', () => {
    expect(synthWith((auth, stack) => {
      const client = new cognito.CfnUserPoolClient(stack, 'Web', { userPoolId: 'eu-west-1_another' });
      client.addPropertyOverride('UserPoolId', auth.userPool.userPoolId);
    })).toThrow('app client Stack/Web lets users sign in without the challenges');
  });

  test('is none of our business when an override gives it another user pool', () => {
    expect(synthWith((auth, stack) => {
      const client = new cognito.CfnUserPoolClient(stack, 'Web', { userPoolId: auth.userPool.userPoolId });
      client.addPropertyOverride('UserPoolId', 'eu-west-1_another');
    })).not.toThrow();
  });

  test.each<[string, (logicalId: string) => unknown]>([
    ['Ref', (id) => ({ Ref: id })],
    ['Ref in a token', (id) => Token.asString({ Ref: id })],
    ['Fn::GetAtt', (id) => ({ 'Fn::Select': [1, { 'Fn::Split': ['/', { 'Fn::GetAtt': [id, 'Arn'] }] }] })],
    ['Fn::GetAtt in one string', (id) => Fn.select(1, Fn.split('/', Token.asString({ 'Fn::GetAtt': `${id}.Arn` })))],
    ['Fn::Sub', (id) => Fn.sub(`\${${id}}`)],
    ['Fn::Sub of an attribute', (id) => Fn.select(1, Fn.split('/', Fn.sub(`\${${id}.Arn}`)))],
    ['a string that holds more than the reference', (id) => `${Token.asString({ Ref: id })}${Token.asString({ Ref: 'AWS::NoValue' })}`],
  ])('is seen when it names the user pool by its logical id, with %s', (_, userPoolId) => {
    expect(synthWith((auth, stack) => new CfnResource(stack, 'Web', { type: CLIENT_TYPE, properties: { UserPoolId: userPoolId(logicalIdOf(auth.userPool)) } })))
      .toThrow('app client Stack/Web lets users sign in without the challenges');
  });

  test('is none of our business when it names the logical id of another user pool, in this stack or another', () => {
    const app = new App();
    const { userPool } = newUserPool(new Stack(app, 'Stack'));
    const other = new Stack(app, 'Other');
    new cognito.CfnUserPool(other, 'Pool').overrideLogicalId(logicalIdOf(userPool));
    for (const [stack, Ref] of [[other, logicalIdOf(userPool)], [userPool.stack, `${logicalIdOf(userPool)}2`]] as const) {
      new CfnResource(stack, 'Web', { type: CLIENT_TYPE, properties: { UserPoolId: { Ref } } });
    }

    expect(() => app.synth()).not.toThrow();
  });

  test('that never reaches the template passes', () => {
    class Absent extends CfnResource {
      protected shouldSynthesize(): boolean {
        return false;
      }
    }

    expect(synthWith((auth, stack) => new Absent(stack, 'Web', { type: CLIENT_TYPE, properties: { UserPoolId: auth.userPool.userPoolId } }))).not.toThrow();
  });

  test('is refused once, without a warning beside the error', () => {
    const appWithOpenClient = () => {
      const app = new App();
      newUserPool(new Stack(app, 'Stack')).userPool.addClient('Web');
      return app;
    };

    expect(() => appWithOpenClient().synth()).toThrow(/^(?!.*without the challenges.*without the challenges).*without the challenges/s);
    expect(appWithOpenClient().synth({ skipValidation: true }).getStackByName('Stack').messages).toEqual([]);
  });

  test('is seen in another stack', () => {
    const app = new App();
    const { userPool } = newUserPool(new Stack(app, 'Stack'));
    new cognito.UserPoolClient(new Stack(app, 'Other'), 'Web', { userPool, disableOAuth: true });

    expect(() => app.synth()).toThrow('app client Other/Web/Resource lets users sign in without the challenges');
  });

  test('is seen in a stage', () => {
    const app = new App();
    const { userPool } = newUserPool(new Stack(new Stage(app, 'Stage'), 'Stack'));
    userPool.addClient('Web');

    expect(() => app.synth()).toThrow('app client Stage/Stack/Auth/UserPool/Web/Resource');
  });

  test('is seen through an import of the user pool', () => {
    expect(synthWith((auth, stack) => {
      cognito.UserPool.fromUserPoolId(stack, 'Imported', auth.userPool.userPoolId).addClient('Web');
    })).toThrow('app client Stack/Imported/Web/Resource');
  });

  test('of another user pool is none of our business', () => {
    expect(synthWith((_, stack) => new cognito.UserPool(stack, 'Other').addClient('Web'))).not.toThrow();
  });
});

describe('an app client of a user pool of your own', () => {
  function stackWith(options: cognito.UserPoolClientOptions): Stack {
    const stack = newStack();
    const userPool = new cognito.UserPool(stack, 'Pool');
    const triggers = new CustomAuthTriggers(stack, 'Triggers', { userPool, sequence: ChallengeSequence.passwordless(emailCode()) });
    triggers.addClient('Web');
    userPool.addClient('Other', options);
    return stack;
  }

  test('that walks around the challenges gets a warning', () => {
    Annotations.fromStack(stackWith({})).hasWarning(
      '/Stack/Pool/Other/Resource',
      Match.stringLikeRegexp('lets users sign in without the challenges.*cdk-cognito-custom-auth:walkAround'),
    );
  });

  test('that does not walk around them gets none', () => {
    Annotations.fromStack(stackWith(SAFE)).hasNoWarning('*', Match.anyValue());
  });

  test('gets a warning in a stage, too', () => {
    const stack = new Stack(new Stage(new App(), 'Stage'), 'Stack');
    const userPool = new cognito.UserPool(stack, 'Pool');
    new CustomAuthTriggers(stack, 'Triggers', { userPool, sequence: ChallengeSequence.passwordless(emailCode()) });
    userPool.addClient('Other');

    Annotations.fromStack(stack).hasWarning('/Stage/Stack/Pool/Other/Resource', Match.stringLikeRegexp('lets users sign in without the challenges'));
  });
});
