import { Annotations, Aspects, Aws, RemovalPolicy, Stack, Stage } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct, IConstruct } from 'constructs';
import { AbuseLimits } from './abuse-limits';
import type { ChallengeSequence } from './challenge-sequence';
import type { CustomAuthClientOptions } from './custom-auth-client-options';
import type { CustomAuthFunctionOptions } from './custom-auth-function-options';
import { newAppClient } from './private/app-client';
import { BindContext } from './private/bind-context';
import { FAILURE_BUDGET, newBudgetAlarm, SEND_BUDGET } from './private/budget-alarm';
import { ENV_KEY_ID, ENV_TABLE_NAME, ENV_URL_SUFFIX } from './private/flow';
import { grantItems, newKey, newTable } from './private/state';
import { CREATE, DEFINE, newHandlerRole, newTriggerFunction, requireFunctionOptions, Trigger, VERIFY } from './private/trigger-function';
import { warnOfSequence, warnOfUserPool } from './private/user-pool-checks';
import { walkAround } from './private/walk-around';

/** Options of custom authentication, whoever makes the user pool. */
export interface CustomAuthTriggersOptions {
  /** The steps of a sign-in. */
  readonly sequence: ChallengeSequence;

  /**
   * How often messages may be sent and answers may be wrong.
   *
   * @default AbuseLimits.DEFAULT
   */
  readonly abuseLimits?: AbuseLimits;

  /**
   * Options of the three functions.
   *
   * @default - see each option
   */
  readonly functionOptions?: CustomAuthFunctionOptions;

  /**
   * What becomes of the state, the table and the key that codes are derived from, when it leaves the stack. It holds nothing that outlives
   * a sign-in and its limits.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly stateRemovalPolicy?: RemovalPolicy;

  /**
   * Key that encrypts the table of the state. The Create and Verify functions are allowed to use it, through Amazon DynamoDB only.
   *
   * @default - encrypted with a key that Amazon DynamoDB owns
   */
  readonly stateEncryptionKey?: kms.IKey;
}

/** Properties of `CustomAuthTriggers`. */
export interface CustomAuthTriggersProps extends CustomAuthTriggersOptions {
  /** The user pool, made in the same stack and without triggers for custom authentication. */
  readonly userPool: cognito.UserPool;
}

/**
 * Custom authentication for a user pool that you have: the three trigger functions, their permissions and their state.
 *
 * Makes three Lambda functions, each with a role and a log group of its own, a DynamoDB table, a KMS key, and two CloudWatch alarms, each
 * with a metric filter. `Challenge.imageCaptcha` adds a fourth function, which draws the pictures.
 *
 * App clients are yours: make them with `addClient`. Any other app client that lets users sign in without the sequence gets a warning at synth;
 * `CustomAuthUserPool` refuses it. App clients that are made outside this app, or name the user pool by a literal id, a parameter or an
 * export, are not seen.
 *
 * Throws when the user pool is in another stack or already has one of the triggers.
 *
 * @example
 * const userPool = new cognito.UserPool(this, 'UserPool');
 * const triggers = new CustomAuthTriggers(this, 'Triggers', {
 *   userPool,
 *   sequence: ChallengeSequence.srpAndCustom(
 *     Challenge.emailCode({ sender: EmailSender.ses({ fromAddress: 'no-reply@example.com' }) }),
 *   ),
 * });
 * const client = triggers.addClient('Client');
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-challenge.html
 */
export class CustomAuthTriggers extends Construct {
  /** Decides the next step of a sign-in. May write its log and nothing else. */
  public readonly defineAuthChallenge: lambda.Function;

  /** Creates challenges and sends them. May read and write items of the table, derive codes from the key, and use what the challenges need. */
  public readonly createAuthChallenge: lambda.Function;

  /** Verifies answers. May read and write items of the table, derive codes from the key, and use what the challenges need. */
  public readonly verifyAuthChallengeResponse: lambda.Function;

  /**
   * What is remembered of users (open challenges, messages and wrong answers), of destinations, and of the user pool as a whole. Holds no codes,
   * and of names and addresses hashes only: SHA-256 without a key, so whoever reads the table can confirm a name or an address that he guesses.
   */
  public readonly table: dynamodb.Table;

  /** The HMAC key that codes are derived from. It never leaves AWS KMS, and only the Create and Verify functions may compute with it. */
  public readonly key: kms.Key;

  /**
   * Rings when about 80 % of the messages that all users together may get in an hour (`poolSendsPerHour` of `AbuseLimits`) have been sent: the
   * limit is too low for your users, or somebody starts sign-ins in their names. Add your action with `addAlarmAction`.
   */
  public readonly sendBudgetAlarm: cloudwatch.Alarm;

  /**
   * Rings when about 80 % of the wrong answers that all users together may give in an hour (`poolFailuresPerHour` of `AbuseLimits`) have been given:
   * the limit is too low for your users, or somebody guesses their codes. Add your action with `addAlarmAction`.
   */
  public readonly failureBudgetAlarm: cloudwatch.Alarm;

  private readonly userPool: cognito.UserPool;
  private readonly sequence: ChallengeSequence;
  private refusesWalkArounds = false;

  public constructor(scope: Construct, id: string, props: CustomAuthTriggersProps) {
    super(scope, id);
    const { userPool, sequence, abuseLimits: limits = AbuseLimits.DEFAULT, functionOptions: options = {} } = props;
    requireSameStack(this, userPool);
    requireFunctionOptions(options);
    this.userPool = userPool;
    this.sequence = sequence;

    const defineRole = newHandlerRole(this, DEFINE);
    const createRole = newHandlerRole(this, CREATE);
    const verifyRole = newHandlerRole(this, VERIFY);
    const state = { roles: [createRole, verifyRole], removalPolicy: props.stateRemovalPolicy, encryptionKey: props.stateEncryptionKey };
    this.table = newTable(this, state);
    this.key = newKey(this, state);

    const context = new BindContext(this, createRole, verifyRole, limits, options);
    const flow = sequence._bind(context);
    const environment = {
      [ENV_TABLE_NAME]: this.table.tableName,
      [ENV_KEY_ID]: this.key.keyArn,
      [ENV_URL_SUFFIX]: Aws.URL_SUFFIX,
      ...context.environment,
    };
    this.defineAuthChallenge = this.addTrigger(DEFINE, newTriggerFunction(this, DEFINE, { role: defineRole, flow, options }));
    this.createAuthChallenge = this.addTrigger(CREATE, newTriggerFunction(this, CREATE, { role: createRole, flow, options, environment }));
    this.verifyAuthChallengeResponse = this.addTrigger(VERIFY, newTriggerFunction(this, VERIFY, { role: verifyRole, flow, options, environment }));

    const { pool: budget } = flow.limits;
    this.sendBudgetAlarm = newBudgetAlarm(this, SEND_BUDGET, { budget, handler: this.createAuthChallenge, userPool });
    this.failureBudgetAlarm = newBudgetAlarm(this, FAILURE_BUDGET, { budget, handler: this.verifyAuthChallengeResponse, userPool });

    warnOfSequence(this, sequence);
    warnOfUserPool(this, userPool, sequence);
    this.warnOfWalkArounds();
  }

  /**
   * Adds an app client through which users sign in by the sequence and in no other way.
   *
   * Throws when `authSessionValidity` is shorter than the lifetime of a challenge.
   *
   * @param id id of the construct that is added
   * @param options options of the app client
   */
  public addClient(id: string, options?: CustomAuthClientOptions): cognito.UserPoolClient {
    return newAppClient(this, id, this.userPool, this.sequence, options);
  }

  /**
   * Allows somebody to look at what is remembered of a user and to make it forgotten, which lifts a lock.
   *
   * The item of a user has as key `pk` the SHA-256, in lower-case hexadecimal, of `<user pool id>|<user name>`. The name is the one that Amazon
   * Cognito lists, a UUID where users sign in with an address or a number:
   * ```sh
   * pk=$(printf %s "$USER_POOL_ID|$USER_NAME" | sha256sum | cut -d ' ' -f 1)
   * aws dynamodb get-item --table-name "$TABLE" --key '{"pk":{"S":"'$pk'"}}'
   * aws dynamodb delete-item --table-name "$TABLE" --key '{"pk":{"S":"'$pk'"}}'
   * ```
   * With the item go its failures and messages, so that the user, and whoever guesses, begins anew; sign-ins under way end. What was sent to the
   * destination still counts. Nobody needs this for the hourly and daily limits, which pass by themselves.
   *
   * Grants `dynamodb:GetItem` and `dynamodb:DeleteItem` on the table and, if it has a key of your own, the use of that through Amazon DynamoDB.
   *
   * @param grantee who may do so: people, rather than something that a stranger can set off
   */
  public grantUnlock(grantee: iam.IGrantable): iam.Grant {
    return grantItems(this.table, grantee, 'dynamodb:GetItem', 'dynamodb:DeleteItem');
  }

  private addTrigger(trigger: Trigger, handler: lambda.Function): lambda.Function {
    this.userPool.addTrigger(trigger.operation, handler);
    const permission = this.userPool.node.findChild(`${trigger.id}Cognito`) as lambda.CfnPermission;
    // Beside the ARN of the user pool, which addTrigger demands: https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
    permission.sourceAccount = Stack.of(this).account;
    return handler;
  }

  /** Makes an error of what is a warning otherwise. @internal */
  public _refuseWalkArounds(): void {
    this.refusesWalkArounds = true;
    this.node.addValidation({
      validate: () => this.node.root.node.findAll().flatMap((construct) => walkAround(construct, this.userPool) ?? []),
    });
  }

  private warnOfWalkArounds(): void {
    Aspects.of(Stage.of(this)!).add({
      visit: (construct: IConstruct) => {
        const message = this.refusesWalkArounds ? undefined : walkAround(construct, this.userPool);
        if (message) {
          Annotations.of(construct).addWarningV2('cdk-cognito-custom-auth:walkAround', message);
        }
      },
    });
  }
}

function requireSameStack(scope: Construct, userPool: cognito.UserPool): void {
  if (Stack.of(scope) !== Stack.of(userPool)) {
    throw new Error(
      `userPool must be in the stack of the triggers, ${Stack.of(scope).node.path}, because the two refer to each other, ` +
      `got one in ${Stack.of(userPool).node.path}`,
    );
  }
}
