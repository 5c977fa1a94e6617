import type { awscdk } from 'projen';

/** The demo: the TypeScript example, signed in to on this machine. */
export function addExamples(project: awscdk.AwsCdkConstructLibrary): void {
  // SRP for the AWS SDK, which has none; and our own workspace.
  project.addDevDeps('cognito-srp-helper@^2.3.4', 'cognito-custom-auth-local@*');

  const demo = project.addTask('demo', { description: 'Sign a user in through each sequence, on this machine' });
  demo.spawn(project.preCompileTask);
  demo.spawn(project.compileTask);
  demo.spawn(project.tasks.tryFind('compile:local')!);
  demo.exec('tsx examples/demo/demo.ts');

  project.package.setScript('demo', 'node projenrc/setup.mjs && projen demo');
  for (const built of ['cdk.out/', '/examples/java/target/', '__pycache__/']) project.addGitIgnore(built);
}
