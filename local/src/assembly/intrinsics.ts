import { isObject, JsonObject } from './json-file';

/** What an intrinsic function may ask of the template that it stands in. */
export interface Scope {
  readonly region: string;
  ref(name: string): unknown;
  getAtt(logicalId: string, attribute: string): unknown;
  condition(name: string): boolean;
  mapping(map: string, topLevelKey: string, secondLevelKey: string): unknown;
  importValue(name: string): unknown;
  /** A stable text in place of a value that only AWS could tell; warns. */
  placeholder(what: string): string;
  warn(message: string): void;
}

/** What `Ref: AWS::NoValue` gives: whatever holds it leaves it out. */
export const NO_VALUE = Symbol('AWS::NoValue');

type Intrinsic = (argument: unknown, scope: Scope) => unknown;

const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  'Ref': (name, scope) => scope.ref(toText(name)),
  'Fn::GetAtt': getAtt,
  'Fn::Join': join,
  'Fn::Sub': sub,
  'Fn::Select': select,
  'Fn::Split': split,
  'Fn::FindInMap': findInMap,
  'Fn::If': ifCondition,
  'Fn::ImportValue': (name, scope) => scope.importValue(text(name, scope)),
  'Fn::Base64': (value, scope) => Buffer.from(text(value, scope)).toString('base64'),
  'Fn::GetAZs': (region, scope) => ['a', 'b', 'c'].map((zone) => `${text(region, scope) || scope.region}${zone}`),
  'Fn::Length': (value, scope) => list(value, scope).length,
  'Fn::ToJsonString': (value, scope) => JSON.stringify(resolve(value, scope)),
};

/** The value with each intrinsic function in it replaced by its result. */
export function resolve(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((item) => resolve(item, scope)).filter((item) => item !== NO_VALUE);
  if (!isObject(value)) return value;
  const intrinsic = intrinsicOf(value);
  if (!intrinsic) return resolveObject(value, scope);
  const [name, argument] = intrinsic;
  return INTRINSICS[name]?.(argument, scope) ?? scope.placeholder(`${name}(${JSON.stringify(argument)})`);
}

export function evaluateCondition(value: unknown, scope: Scope): boolean {
  if (!isObject(value)) return value === true || value === 'true';
  if (typeof value.Condition === 'string') return scope.condition(value.Condition);
  const [name, argument] = intrinsicOf(value) ?? ['', []];
  const operands = Array.isArray(argument) ? argument : [];
  switch (name) {
    case 'Fn::Equals': return text(operands[0], scope) === text(operands[1], scope);
    case 'Fn::And': return operands.every((operand) => evaluateCondition(operand, scope));
    case 'Fn::Or': return operands.some((operand) => evaluateCondition(operand, scope));
    case 'Fn::Not': return !evaluateCondition(operands[0], scope);
    default:
      scope.warn(`condition ${JSON.stringify(value)} is not understood and taken as false`);
      return false;
  }
}

function intrinsicOf(value: JsonObject): [string, unknown] | undefined {
  const keys = Object.keys(value);
  if (keys.length !== 1) return undefined;
  const [key] = keys;
  return key === 'Ref' || key.startsWith('Fn::') ? [key, value[key]] : undefined;
}

function resolveObject(value: JsonObject, scope: Scope): JsonObject {
  const entries = Object.entries(value).map(([key, item]) => [key, resolve(item, scope)] as const);
  return Object.fromEntries(entries.filter(([, item]) => item !== NO_VALUE));
}

function getAtt(argument: unknown, scope: Scope): unknown {
  const [logicalId, ...attribute] = typeof argument === 'string' ? argument.split('.') : list(argument, scope);
  return scope.getAtt(toText(logicalId), attribute.map(toText).join('.'));
}

function join(argument: unknown, scope: Scope): string {
  const [delimiter, values] = operandsOf(argument);
  return list(values, scope).map(toText).join(text(delimiter, scope));
}

function sub(argument: unknown, scope: Scope): string {
  const [template, variables] = typeof argument === 'string' ? [argument, {}] : operandsOf(argument);
  const values = isObject(variables) ? variables : {};
  return toText(template).replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    const key = name.trim();
    if (Object.hasOwn(values, key)) return text(values[key], scope);
    const dot = key.indexOf('.');
    return toText(dot < 0 ? scope.ref(key) : scope.getAtt(key.slice(0, dot), key.slice(dot + 1)));
  });
}

function select(argument: unknown, scope: Scope): unknown {
  const [index, values] = operandsOf(argument);
  return list(values, scope)[Number(text(index, scope))];
}

function split(argument: unknown, scope: Scope): string[] {
  const [delimiter, value] = operandsOf(argument);
  return text(value, scope).split(text(delimiter, scope));
}

function findInMap(argument: unknown, scope: Scope): unknown {
  const [map, top, second, options] = operandsOf(argument);
  const found = scope.mapping(text(map, scope), text(top, scope), text(second, scope));
  if (found !== undefined) return resolve(found, scope);
  return isObject(options) && 'DefaultValue' in options ? resolve(options.DefaultValue, scope) : undefined;
}

function ifCondition(argument: unknown, scope: Scope): unknown {
  const [condition, whenTrue, whenFalse] = operandsOf(argument);
  return resolve(scope.condition(toText(condition)) ? whenTrue : whenFalse, scope);
}

function operandsOf(argument: unknown): unknown[] {
  return Array.isArray(argument) ? argument : [argument];
}

function list(value: unknown, scope: Scope): unknown[] {
  const resolved = resolve(value, scope);
  return Array.isArray(resolved) ? resolved : [resolved];
}

function text(value: unknown, scope: Scope): string {
  return toText(resolve(value, scope));
}

function toText(value: unknown): string {
  if (value === undefined || value === null || value === NO_VALUE) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
