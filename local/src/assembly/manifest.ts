import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { LocalCognitoError } from '../errors';
import { asObject, isObject, JsonObject, readJsonObject } from './json-file';

/** A stack of the assembly, as its manifest tells. */
export interface StackArtifact {
  readonly stackName: string;
  /** The id that the CDK command line takes, for instance `Prod/Auth`. */
  readonly displayName: string;
  readonly templateFile: string;
  /** Undefined when the stack does not say: it goes where the credentials point. */
  readonly region?: string;
  readonly account?: string;
  readonly assets: Assets;
  readonly constructPaths: ReadonlyMap<string, string>;
  /** Values of the asset parameters that the legacy synthesizer writes. */
  readonly assetParameters: Readonly<Record<string, string>>;
}

/** Files that `cdk deploy` would upload: object key in the asset bucket -> path in the assembly. */
export type Assets = ReadonlyMap<string, string>;

const UNKNOWN_ENVIRONMENT = /^unknown-(account|region)$/;

/** The stacks of an assembly and of the assemblies nested in it (stages). */
export function readStackArtifacts(dir: string): StackArtifact[] {
  if (!existsSync(dir)) throw new LocalCognitoError(`no such folder: ${dir}, run cdk synth first or give the folder that it wrote`);
  const manifestFile = path.join(dir, 'manifest.json');
  if (!existsSync(manifestFile)) {
    throw new LocalCognitoError(`${dir} is not a cloud assembly (it has no manifest.json), give the folder that cdk synth wrote, usually cdk.out`);
  }
  const artifacts = Object.entries(asObject(readJsonObject(manifestFile).artifacts)).map(([id, artifact]) => ({ id, ...asObject(artifact) }));
  const assets = readAssets(dir, artifacts);
  return artifacts.flatMap((artifact) => {
    const { id, type, properties } = artifact as { id: string } & JsonObject;
    if (type === 'aws:cloudformation:stack') return [stackArtifact(dir, id, artifact, assets)];
    if (type !== 'cdk:cloud-assembly') return [];
    return readStackArtifacts(path.join(dir, String(asObject(properties).directoryName)));
  });
}

/** Path of an asset by its object key or a URL that ends in it, else by the path that the template's metadata tells. */
export function findAsset(stack: StackArtifact, keyOrUrl: string, metadataPath: string | undefined): string | undefined {
  const uploaded = stack.assets.get(keyOrUrl) ?? [...stack.assets].find(([key]) => keyOrUrl.endsWith(`/${key}`))?.[1];
  return uploaded ?? (metadataPath && path.resolve(path.dirname(stack.templateFile), metadataPath));
}

function stackArtifact(dir: string, id: string, artifact: JsonObject, allAssets: Assets): StackArtifact {
  const properties = asObject(artifact.properties);
  const [account, region] = String(artifact.environment ?? '').replace(/^aws:\/\//, '').split('/');
  const metadata = metadataOf(dir, artifact);
  const legacyAssets = metadata.filter((entry) => entry.type === 'aws:cdk:asset').map((entry) => asObject(entry.data));
  return {
    stackName: String(properties.stackName ?? id),
    displayName: String(artifact.displayName ?? id),
    templateFile: path.join(dir, String(properties.templateFile)),
    region: knownEnvironment(region),
    account: knownEnvironment(account),
    assets: new Map([...allAssets, ...legacyAssets.map((asset) => [legacyObjectKey(asset), path.resolve(dir, String(asset.path))] as const)]),
    constructPaths: new Map(metadata.flatMap((entry) => entry.type === 'aws:cdk:logicalId' ? [[String(entry.data), entry.path]] : [])),
    assetParameters: Object.fromEntries(legacyAssets.flatMap((asset) => [
      [String(asset.s3BucketParameter), 'assets'],
      // The template splits this value at `||` into prefix and version.
      [String(asset.s3KeyParameter), `||${legacyObjectKey(asset)}`],
      [String(asset.artifactHashParameter), String(asset.sourceHash)],
    ])),
  };
}

interface MetadataEntry extends JsonObject {
  readonly path: string;
}

function metadataOf(dir: string, artifact: JsonObject): MetadataEntry[] {
  const file = asObject(artifact.properties).additionalMetadataFile ?? artifact.additionalMetadataFile;
  const additional = typeof file === 'string' ? readJsonObject(path.join(dir, file)) : {};
  return Object.entries({ ...additional, ...asObject(artifact.metadata) }).flatMap(([constructPath, entries]) =>
    Array.isArray(entries) ? entries.filter(isObject).map((entry) => ({ ...entry, path: constructPath.replace(/^\//, '') })) : []);
}

function readAssets(dir: string, artifacts: readonly JsonObject[]): Assets {
  const manifests = artifacts.filter(({ type }) => type === 'cdk:asset-manifest').map(({ properties }) => String(asObject(properties).file));
  return new Map(manifests.flatMap((file) => Object.values(asObject(readJsonObject(path.join(dir, file)).files)).flatMap((asset) => {
    const { source, destinations } = asObject(asset);
    const sourcePath = asObject(source).path;
    if (typeof sourcePath !== 'string') return [];
    return Object.values(asObject(destinations)).map((destination) =>
      [String(asObject(destination).objectKey), path.resolve(dir, sourcePath)] as const);
  })));
}

function legacyObjectKey(asset: JsonObject): string {
  return `${String(asset.sourceHash)}${asset.packaging === 'zip' ? '.zip' : path.extname(String(asset.path))}`;
}

function knownEnvironment(value: string | undefined): string | undefined {
  return !value || UNKNOWN_ENVIRONMENT.test(value) ? undefined : value;
}
