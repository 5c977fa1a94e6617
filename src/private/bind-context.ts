import { Token } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { AbuseLimits } from '../abuse-limits';
import type { CustomAuthFunctionOptions } from '../custom-auth-function-options';
import { ENV_VALUE_PREFIX, FlowValue } from './flow';

/** Where a step leaves what it needs beside its part of the flow document: permissions, and values known only at deploy time. */
export class BindContext {
  private readonly values: string[] = [];

  /**
   * @param scope the construct that the functions belong to
   * @param createRole role of the Create function, which sends messages and asks the user's own functions for challenges
   * @param verifyRole role of the Verify function, which compares answers
   * @param limits limits of every challenge
   * @param functionOptions options of every function of ours
   */
  public constructor(
    public readonly scope: Construct,
    public readonly createRole: iam.IRole,
    public readonly verifyRole: iam.IRole,
    public readonly limits: AbuseLimits,
    public readonly functionOptions: CustomAuthFunctionOptions,
  ) {}

  /** The string as the flow document holds it. */
  public value(value: string): FlowValue;
  public value(value: string | undefined): FlowValue | undefined;
  public value(value: string | undefined): FlowValue | undefined {
    if (value === undefined || !Token.isUnresolved(value)) {
      return value;
    }
    if (!this.values.includes(value)) {
      this.values.push(value);
    }
    return { env: `${ENV_VALUE_PREFIX}${this.values.indexOf(value)}` };
  }

  /** Environment variables that the flow document names. */
  public get environment(): Record<string, string> {
    return Object.fromEntries(this.values.map((value, index) => [`${ENV_VALUE_PREFIX}${index}`, value]));
  }
}
