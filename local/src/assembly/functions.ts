import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { FunctionDefinition } from '../model';
import { asObject } from './json-file';
import { findAsset } from './manifest';
import { constructPath, Stack } from './stacks';
import { handlerFile } from '../runtime/handler-file';

const FUNCTION = 'AWS::Lambda::Function';
const DEFAULT_TIMEOUT_SECONDS = 3;
const DEFAULT_MEMORY_MB = 128;
const SUPPORTED_RUNTIME = /^nodejs\d+\.x$/;

/** Where inline code is written; asked for only when there is some. */
export type InlineCodeFolder = () => string;

/** The functions of a stack. One that cannot run here has the reason in `problem`. */
export function readFunctions(stack: Stack, inlineCode: InlineCodeFolder): FunctionDefinition[] {
  return stack.scope.resourcesOf(FUNCTION).map((logicalId) => readFunction(stack, logicalId, inlineCode));
}

function readFunction(stack: Stack, logicalId: string, inlineCode: InlineCodeFolder): FunctionDefinition {
  const { scope } = stack;
  const runtime = String(scope.property(logicalId, 'Runtime') ?? 'container image');
  const handler = String(scope.property(logicalId, 'Handler') ?? '');
  const supported = SUPPORTED_RUNTIME.test(runtime);
  const codeDir = supported ? readCode(stack, logicalId, inlineCode) : '';
  const name = scope.nameOf(logicalId);
  if (scope.property(logicalId, 'Layers')) scope.warn(`layers of function ${logicalId} are left out, its code runs without them`);
  return {
    arn: String(scope.getAtt(logicalId, 'Arn')),
    name,
    logicalId,
    path: constructPath(stack, logicalId),
    runtime,
    handler,
    codeDir,
    environment: supported ? readEnvironment(stack, logicalId) : {},
    timeoutSeconds: Number(scope.property(logicalId, 'Timeout')) || DEFAULT_TIMEOUT_SECONDS,
    memoryMb: Number(scope.property(logicalId, 'MemorySize')) || DEFAULT_MEMORY_MB,
    logGroup: String(scope.property(logicalId, 'LoggingConfig', 'LogGroup') ?? `/aws/lambda/${name}`),
    problem: problemOf(stack, logicalId, runtime, handler, codeDir),
  };
}

function readEnvironment({ scope }: Stack, logicalId: string): Record<string, string> {
  const variables = Object.entries(asObject(scope.property(logicalId, 'Environment', 'Variables')));
  for (const [key, value] of variables) {
    if (String(value).includes('{{resolve:')) scope.warn(`variable ${key} of function ${logicalId} holds a dynamic reference, which is not resolved`);
  }
  return Object.fromEntries(variables.map(([key, value]) => [key, String(value)]));
}

function readCode(stack: Stack, logicalId: string, inlineCode: InlineCodeFolder): string {
  const { scope, artifact } = stack;
  const zipFile = scope.property(logicalId, 'Code', 'ZipFile');
  if (typeof zipFile === 'string') {
    const dir = path.join(inlineCode(), scope.nameOf(logicalId));
    mkdirSync(dir, { recursive: true });
    writeFileSync(path.join(dir, 'index.js'), zipFile);
    return dir;
  }
  const key = String(scope.property(logicalId, 'Code', 'S3Key') ?? '');
  return findAsset(artifact, key, scope.metadata(logicalId, 'aws:asset:path')) ?? '';
}

function problemOf(stack: Stack, logicalId: string, runtime: string, handler: string, codeDir: string): string | undefined {
  const who = `function ${constructPath(stack, logicalId) ?? logicalId}`;
  if (!SUPPORTED_RUNTIME.test(runtime)) return `${who} has runtime ${runtime}, supported are nodejs runtimes such as nodejs22.x`;
  if (!codeDir) return `${who} has code that is not in the cloud assembly, supported are assets and inline code`;
  if (!existsSync(codeDir)) return `${who} has its code in ${codeDir}, which does not exist, run cdk synth again`;
  if (/\.(zip|jar)$/i.test(codeDir)) return `${who} has a zip file as its asset (${codeDir}), supported are folders: unpack it and give the folder`;
  if (!handlerFile(codeDir, handler)) return `${who} has handler ${handler}, but ${codeDir} has no such file`;
  return undefined;
}
