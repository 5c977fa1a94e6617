import { evaluateCondition, NO_VALUE, resolve, Scope } from './intrinsics';
import { asObject, isObject, JsonObject } from './json-file';
import { attributeOf, NamedResource, nameFor, nameProperty, refOf } from './resource-values';

/** What a template needs to know of the stack that it makes, and of its neighbours. */
export interface StackContext {
  readonly stackName: string;
  readonly region: string;
  readonly account: string;
  /** Value of a parameter, or undefined when nobody gave one. */
  parameter(name: string): unknown;
  importValue(exportName: string): unknown;
  /** An output of a nested stack of this one. */
  nestedOutput(logicalId: string, output: string): unknown;
  warn(message: string): void;
}

const SSM_PARAMETER_TYPE = /^AWS::SSM::Parameter::/;
const LIST_PARAMETER_TYPE = /^(CommaDelimitedList|List<)/;

/** One template, and the values that its intrinsic functions have on this machine. */
export class TemplateScope implements Scope {
  public readonly region: string;
  private readonly resources: JsonObject;
  private readonly names = new Map<string, string>();

  constructor(private readonly template: JsonObject, public readonly stack: StackContext) {
    this.region = stack.region;
    this.resources = asObject(template.Resources);
  }

  /** Logical ids of the resources of one of these types, without those whose condition is false. */
  public resourcesOf(...types: string[]): string[] {
    return Object.keys(this.resources).filter((id) => types.includes(this.typeOf(id)) && this.exists(id));
  }

  /** The `Properties` of a resource, intrinsics resolved. */
  public properties(logicalId: string): JsonObject {
    return asObject(resolve(this.resource(logicalId).Properties, this));
  }

  /** One property, or a property of it: only what is asked for is resolved, and so only that can warn. */
  public property(logicalId: string, ...path: string[]): unknown {
    return resolve(path.reduce<unknown>((value, key) => asObject(value)[key], this.resource(logicalId).Properties), this);
  }

  public metadata(logicalId: string, key: string): string | undefined {
    const value = asObject(this.resource(logicalId).Metadata)[key];
    return typeof value === 'string' ? value : undefined;
  }

  public output(name: string): unknown {
    const output = asObject(this.template.Outputs)[name];
    return isObject(output) ? resolve(output.Value, this) : undefined;
  }

  /** Names of the exports of this stack, each with the name of its output. */
  public exports(): [string, string][] {
    return Object.entries(asObject(this.template.Outputs)).flatMap(([name, output]) => {
      const exported = asObject(asObject(output).Export).Name;
      return exported === undefined ? [] : [[String(resolve(exported, this)), name] as [string, string]];
    });
  }

  public nameOf(logicalId: string): string {
    const known = this.names.get(logicalId);
    if (known !== undefined) return known;
    const type = this.typeOf(logicalId);
    const generated = nameFor(type, this.identity(logicalId));
    // Set first, so that a name that refers to itself ends.
    this.names.set(logicalId, generated);
    const property = nameProperty(type);
    const given = property === undefined ? undefined : this.property(logicalId, property);
    const name = typeof given === 'string' && given !== '' ? given : generated;
    this.names.set(logicalId, name);
    return name;
  }

  public ref(name: string): unknown {
    if (name.startsWith('AWS::')) return this.pseudoParameter(name);
    if (Object.hasOwn(asObject(this.template.Parameters), name)) return this.parameter(name);
    if (!Object.hasOwn(this.resources, name)) return this.placeholder(`Ref ${name}`);
    if (this.typeOf(name).startsWith('Custom::')) return this.placeholder(`Ref ${name} (${this.typeOf(name)})`);
    return refOf(this.named(name));
  }

  public getAtt(logicalId: string, attribute: string): unknown {
    if (!Object.hasOwn(this.resources, logicalId)) return this.placeholder(`Fn::GetAtt ${logicalId}.${attribute}`);
    const value = attribute.startsWith('Outputs.')
      ? this.stack.nestedOutput(logicalId, attribute.slice('Outputs.'.length))
      : attributeOf(this.named(logicalId), attribute);
    return value ?? this.placeholder(`Fn::GetAtt ${logicalId}.${attribute} (${this.typeOf(logicalId)})`);
  }

  public condition(name: string): boolean {
    return evaluateCondition(asObject(this.template.Conditions)[name], this);
  }

  public mapping(map: string, topLevelKey: string, secondLevelKey: string): unknown {
    return asObject(asObject(asObject(this.template.Mappings)[map])[topLevelKey])[secondLevelKey];
  }

  public importValue(name: string): unknown {
    return this.stack.importValue(name) ?? this.placeholder(`Fn::ImportValue ${name}`);
  }

  public placeholder(what: string): string {
    this.warn(`${what} has no value on this machine, a placeholder stands in for it`);
    return `unresolved-${this.stack.stackName}-${what.replace(/[^A-Za-z0-9.]+/g, '-').replace(/-+$/, '')}`;
  }

  public warn(message: string): void {
    this.stack.warn(`${this.stack.stackName}: ${message}`);
  }

  private exists(logicalId: string): boolean {
    const { Condition } = this.resource(logicalId);
    return typeof Condition !== 'string' || this.condition(Condition);
  }

  private resource(logicalId: string): JsonObject {
    return asObject(this.resources[logicalId]);
  }

  private typeOf(logicalId: string): string {
    return String(this.resource(logicalId).Type);
  }

  private identity(logicalId: string) {
    const { stackName, region, account } = this.stack;
    return { stackName, region, account, logicalId };
  }

  private named(logicalId: string): NamedResource {
    return {
      ...this.identity(logicalId),
      type: this.typeOf(logicalId),
      name: this.nameOf(logicalId),
      property: (name) => this.property(logicalId, name),
    };
  }

  private parameter(name: string): unknown {
    const { Default, Type } = asObject(asObject(this.template.Parameters)[name]);
    const fromStore = SSM_PARAMETER_TYPE.test(String(Type));
    const value = this.stack.parameter(name) ?? (fromStore ? undefined : Default);
    if (value === undefined) return this.placeholder(`parameter ${name}`);
    return LIST_PARAMETER_TYPE.test(String(Type)) && typeof value === 'string' ? value.split(',').map((item) => item.trim()) : value;
  }

  private pseudoParameter(name: string): unknown {
    const { stackName, region, account } = this.stack;
    switch (name) {
      case 'AWS::Region': return region;
      case 'AWS::AccountId': return account;
      case 'AWS::Partition': return 'aws';
      case 'AWS::URLSuffix': return 'amazonaws.com';
      case 'AWS::StackName': return stackName;
      case 'AWS::StackId': return `arn:aws:cloudformation:${region}:${account}:stack/${stackName}/local`;
      case 'AWS::NotificationARNs': return [];
      case 'AWS::NoValue': return NO_VALUE;
      default: return this.placeholder(`Ref ${name}`);
    }
  }
}
