import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';

/** Synthesizes an app into a folder of its own and returns the folder. */
export function synth(build: (stack: Stack, app: App) => void): string {
  const outdir = mkdtempSync(path.join(tmpdir(), 'cdk.out-'));
  const app = new App({ outdir });
  build(new Stack(app, 'Stack'), app);
  app.synth();
  return outdir;
}

export function remove(folder: string | undefined): void {
  if (folder) rmSync(folder, { recursive: true, force: true });
}
