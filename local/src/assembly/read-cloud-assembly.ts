import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { LocalCognitoError } from '../errors';
import { FunctionDefinition, PoolDefinition } from '../model';
import { readFunctions } from './functions';
import { findMissingPermissions } from './permissions';
import { readPools } from './pools';
import { StackOptions, readStacks } from './stacks';
import { KeyDefinition, readKeys, readSecrets, readTables, SecretDefinition, TableDefinition } from './state-resources';

export type CloudAssemblyOptions = StackOptions;

/** What a synthesized app deploys, as far as signing in needs it, with the names and ids that it has on this machine. */
export interface CloudAssembly {
  readonly dir: string;
  readonly pools: readonly PoolDefinition[];
  /** By ARN. */
  readonly functions: ReadonlyMap<string, FunctionDefinition>;
  readonly tables: readonly TableDefinition[];
  readonly keys: readonly KeyDefinition[];
  readonly secrets: readonly SecretDefinition[];
  /** What could not be carried over, one line each. */
  readonly warnings: readonly string[];
  /** Removes the temporary files that inline code is kept in. */
  close(): void;
}

/** Reads the folder that `cdk synth` wrote; throws `LocalCognitoError` when there is no user pool in it. */
export function readCloudAssembly(dir: string, options: CloudAssemblyOptions = {}): CloudAssembly {
  const warnings = new Set<string>();
  const stacks = readStacks(path.resolve(dir), options, (message) => warnings.add(message));
  const pools = readPools(stacks);
  if (pools.length === 0) throw new LocalCognitoError(`no user pool (AWS::Cognito::UserPool) in ${dir}`);

  let inlineCode: string | undefined;
  const inlineCodeFolder = () => inlineCode ??= mkdtempSync(path.join(tmpdir(), 'cognito-custom-auth-local-'));
  const functions = stacks.flatMap((stack) => readFunctions(stack, inlineCodeFolder));
  return {
    dir: path.resolve(dir),
    pools,
    functions: new Map(functions.map((definition) => [definition.arn, definition])),
    tables: stacks.flatMap(readTables),
    keys: readKeys(stacks),
    secrets: stacks.flatMap(readSecrets),
    warnings: [...warnings, ...findMissingPermissions(stacks, pools)],
    close: () => {
      if (inlineCode) rmSync(inlineCode, { recursive: true, force: true });
    },
  };
}
