import { readJsonObject } from './json-file';
import { findAsset, readStackArtifacts, StackArtifact } from './manifest';
import { StackContext, TemplateScope } from './template-scope';

export interface StackOptions {
  /** Region of stacks that name none. @default us-east-1 */
  readonly region?: string;
  /** Account of stacks that name none. @default 123456789012 */
  readonly account?: string;
  /** Values of template parameters, by `Parameter` or `Stack:Parameter` as `cdk deploy --parameters` takes them. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** A stack, or a nested stack, with what its resources are worth on this machine. */
export interface Stack {
  readonly scope: TemplateScope;
  readonly artifact: StackArtifact;
}

const NESTED_STACK = 'AWS::CloudFormation::Stack';

/** All stacks of a cloud assembly, the nested ones after their parents. */
export function readStacks(dir: string, options: StackOptions, warn: (message: string) => void): Stack[] {
  const exported = new Map<string, () => unknown>();
  const stacks = readStackArtifacts(dir).flatMap((artifact) => stackTree(artifact, artifact.templateFile, {
    stackName: artifact.stackName,
    region: artifact.region ?? options.region ?? 'us-east-1',
    account: artifact.account ?? options.account ?? '123456789012',
    parameter: (name) => options.parameters?.[`${artifact.stackName}:${name}`]
      ?? options.parameters?.[name] ?? artifact.assetParameters[name],
    importValue: (name) => exported.get(name)?.(),
    warn,
  }));
  for (const { scope } of stacks) {
    for (const [exportName, output] of scope.exports()) exported.set(exportName, () => scope.output(output));
  }
  return stacks;
}

/** Path of the construct that a resource belongs to, when the assembly tells it. */
export function constructPath({ scope, artifact }: Stack, logicalId: string): string | undefined {
  const resourcePath = scope.metadata(logicalId, 'aws:cdk:path') ?? artifact.constructPaths.get(logicalId);
  return resourcePath?.replace(/\/Resource$/, '');
}

function stackTree(artifact: StackArtifact, templateFile: string, context: Omit<StackContext, 'nestedOutput'>): Stack[] {
  const nested = new Map<string, Stack[]>();
  const scope = new TemplateScope(readJsonObject(templateFile), {
    ...context,
    nestedOutput: (logicalId, output) => nested.get(logicalId)?.[0].scope.output(output),
  });
  for (const logicalId of scope.resourcesOf(NESTED_STACK)) {
    const url = String(scope.property(logicalId, 'TemplateURL'));
    const file = findAsset(artifact, url, scope.metadata(logicalId, 'aws:asset:path'));
    if (!file) {
      scope.warn(`nested stack ${logicalId} is left out, its template ${url} is not in the cloud assembly`);
      continue;
    }
    nested.set(logicalId, stackTree(artifact, file, {
      ...context,
      stackName: scope.nameOf(logicalId),
      parameter: (name) => scope.property(logicalId, 'Parameters', name),
    }));
  }
  return [{ scope, artifact }, ...[...nested.values()].flat()];
}
