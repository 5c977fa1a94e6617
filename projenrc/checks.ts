import type { awscdk } from 'projen';

/** The test command and what it needs. */
export function addChecks(project: awscdk.AwsCdkConstructLibrary): void {
  project.addDevDeps(
    // DynamoDB for the tests of the handlers; the local server has it as a dependency of its own.
    'dynalite@^4.0.0',
    // Sign-ins by the clients that people really use.
    '@aws-sdk/client-cognito-identity-provider@^3',
    'amazon-cognito-identity-js@^6.3.21',
    'aws-amplify@^6.22.1',
    'aws-jwt-verify@^5.2.1',
    // What the handlers are measured against, and the wire format they are checked against.
    '@aws-sdk/client-dynamodb@^3',
    '@aws-sdk/client-kms@^3',
    '@aws-sdk/client-sesv2@^3',
    '@aws-sdk/client-lambda@^3',
    'fast-check@^4.10.0',
    // What reads our pictures.
    'pngjs@^7.0.0',
    '@types/pngjs',
    // 2.37 is the last line of cdk-nag that accepts the floor of constructs.
    'cdk-nag@~2.37.0',
    // integ-tests-alpha must not be newer than the aws-cdk-lib that the tests run on.
    '@aws-cdk/integ-runner@^2.197.10',
    '@aws-cdk/integ-tests-alpha@2.177.0-alpha.0',
    'aws-cdk@^2',
    // 10 needs Node.js 22.
    '@stryker-mutator/core@^9',
    '@stryker-mutator/jest-runner@^9',
  );

  // 1.13.0 lacks the binaries of several platforms, so a lock file with it cannot be installed; jest and eslint use it.
  project.package.addPackageResolutions('unrs-resolver@1.12.2');

  // Both speak up on every run about a Node.js that is, or will be, past its end of life.
  project.tasks.addEnvironment('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '20');
  project.tasks.addEnvironment('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true');

  const build = project.addTask('build:all', { description: 'Bundle the handlers, compile the library and the local server' });
  build.spawn(project.preCompileTask);
  build.spawn(project.compileTask);
  build.spawn(project.postCompileTask);

  // Snapshots hold templates; what is in the assets is tested elsewhere.
  for (const pattern of ['asset.*', 'tree.json']) project.addGitIgnore(`/test/integ/*.snapshot/${pattern}`);

  // The pictures of docs/: pinned, because another version may draw other bytes.
  project.addDevDeps('@terrastruct/d2@0.1.33');
  project.addTask('docs:pictures', { description: 'Draw the pictures of docs/', exec: 'node docs/pictures/render.mjs' });

  // Takes far longer than all checks together, so it is run by hand: docs/mutation-testing.md has the last score.
  project.addTask('test:mutation', { description: 'Break the handlers on purpose, and count what the tests notice', exec: 'node test/mutation/run.mjs', receiveArgs: true });
  project.addGitIgnore('/.stryker-tmp/');
  project.addTask('simulate:attack', { description: 'Attack the handlers by simulation', exec: 'tsx test/attack/simulate.ts', receiveArgs: true });

  project.testTask.reset('node test/run.mjs', { receiveArgs: true });
  project.package.setScript('test', 'node projenrc/setup.mjs && node test/run.mjs');
}
