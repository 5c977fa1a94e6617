import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';

/** Packages that the Lambda runtime brings along, so bundles leave them out. */
const RUNTIME_PACKAGES = ['@aws-sdk', '@smithy'];

/**
 * Copies of the functions' code outside of the developer's project. Run in place, a handler would find the project's
 * `node_modules` and take the `type` of its package.json, neither of which it has once deployed.
 */
export class CodeFolders {
  private root?: Promise<string>;
  private readonly copies = new Map<string, Promise<string>>();

  /** An empty folder, fit for a home. */
  public async home(): Promise<string> {
    return path.join(await this.makeRoot(), 'home');
  }

  /** The copy of a code folder; made once. */
  public async copyOf(codeDir: string): Promise<string> {
    const copy = this.copies.get(codeDir) ?? this.copy(codeDir, this.copies.size);
    this.copies.set(codeDir, copy);
    return copy;
  }

  public async close(): Promise<void> {
    if (this.root) await rm(await this.root, { recursive: true, force: true });
  }

  private async copy(codeDir: string, index: number): Promise<string> {
    const target = path.join(await this.makeRoot(), 'code', String(index), path.basename(codeDir));
    await cp(codeDir, target, { recursive: true, verbatimSymlinks: true });
    return target;
  }

  private async makeRoot(): Promise<string> {
    return (this.root ??= createRoot());
  }
}

async function createRoot(): Promise<string> {
  const root = await mkdtemp(path.join(tmpdir(), 'cognito-custom-auth-local-'));
  await mkdir(path.join(root, 'home'));
  await mkdir(path.join(root, 'node_modules'));
  await writeFile(path.join(root, 'package.json'), '{}');
  for (const name of RUNTIME_PACKAGES) {
    const installed = findPackage(name);
    if (installed) await symlink(installed, path.join(root, 'node_modules', name), 'junction');
  }
  return root;
}

function findPackage(name: string): string | undefined {
  const folders = [process.cwd(), __dirname].flatMap(parents);
  return folders.map((folder) => path.join(folder, 'node_modules', name)).find((folder) => existsSync(folder));
}

function parents(folder: string): string[] {
  const parent = path.dirname(folder);
  return parent === folder ? [folder] : [folder, ...parents(parent)];
}
