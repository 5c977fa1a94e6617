import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import type { Construct } from 'constructs';
import { Flow, FLOW_FILE } from './flow';

/** Of each handler's bundle; the same folder seen from src/private and from lib/private. */
const BUNDLES = join(__dirname, '..', '..', 'assets', 'lambda');

/** A document of this size still loads in a few milliseconds. */
const MAX_FLOW_KB = 256;

/** The bundle of one handler. */
export function bundleFolder(handler: string): string {
  return join(BUNDLES, handler);
}

/** Calls back with a folder that holds the bundle of one handler and the flow document. */
export function withHandlerFolder<T>(scope: Construct, handler: string, flow: Flow, use: (folder: string) => T): T {
  const document = render(flow);
  const folder = mkdtempSync(join(tmpdir(), 'custom-auth-'));
  try {
    cpSync(bundleFolder(handler), folder, { recursive: true });
    writeFileSync(join(folder, FLOW_FILE), document);
    return use(folder);
  } finally {
    // An asset is copied into the cloud assembly when it is made, unless staging is off (cdk synth --no-staging): then it stays where it was.
    if (!scope.node.tryGetContext('aws:cdk:disable-asset-staging')) {
      rmSync(folder, { recursive: true });
    }
  }
}

function render(flow: Flow): string {
  const document = JSON.stringify(flow, undefined, 2);
  const bytes = Buffer.byteLength(document);
  if (bytes > MAX_FLOW_KB * 1024) {
    throw new Error(`the sequence must fit into ${MAX_FLOW_KB} KB, got ${bytes} bytes: shorten the messages of its challenges`);
  }
  return document;
}
