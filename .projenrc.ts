import { awscdk, javascript, typescript } from 'projen';
import { addChecks } from './projenrc/checks';
import { addExamples } from './projenrc/examples';
import { addHandlers } from './projenrc/handlers';
import { addLint } from './projenrc/lint';
import { addLocalCognito } from './projenrc/local';
import { addPackaging } from './projenrc/packaging';
import { addWebExample } from './projenrc/web';

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-cognito-custom-auth',
  description: 'Amazon Cognito custom authentication for the AWS CDK: passwordless, SRP + custom and password verifier sign-in, in one construct',
  author: 'cdk-cognito-custom-auth maintainers',
  authorAddress: 'maintainers@cdk-cognito-custom-auth.dev',
  repositoryUrl: 'https://github.com/cdk-cognito-custom-auth/cdk-cognito-custom-auth.git',
  license: 'Apache-2.0',
  keywords: ['aws-cdk', 'awscdk', 'cognito', 'custom-auth', 'passwordless', 'authentication'],
  stability: 'experimental',
  defaultReleaseBranch: 'main',
  projenrcTs: true,
  runner: typescript.TypeScriptRunner.tsx(),
  tsconfigDevFile: 'tsconfig.dev.json',
  eslintOptions: { dirs: ['src'], tsconfigPath: './tsconfig.dev.json', projectService: false },
  packageManager: javascript.NodePackageManager.NPM,

  // 2.178.0 is the first with pointInTimeRecoverySpecification of Table; HMAC keys, log groups of functions and feature plans are older.
  cdkVersion: '2.178.0',
  // The floor that aws-cdk-lib 2.178.0 itself declares is 10.0.0; 10.0.5 is the first with Node.addValidation as it is today.
  constructsVersion: '10.0.5',
  jsiiVersion: '~5.9.0',
  typescriptVersion: '~5.9.0',
  minNodeVersion: '20.0.0',
  workflowNodeVersion: '24',

  jestOptions: {
    jestConfig: {
      // Of a test that hangs; what takes its time on a busy machine passes.
      testTimeout: 20_000,
      // Workers keep what the tests of other files have loaded, until they do little but clear up.
      workerIdleMemoryLimit: '1GB',
      // Left out: what is types only, and the command line of the local server, which runs in processes of its own.
      collectCoverageFrom: [
        'src/**/*.ts', 'lambda/**/*.ts', 'local/src/**/*.ts',
        '!**/*.d.ts', '!lambda/challenges/round.ts', '!local/src/{model,cli,version,welcome}.ts',
      ],
      // projen itself wraps it in `global`; wrapped twice it would hold nothing.
      coverageThreshold: { statements: 99, branches: 94, functions: 96, lines: 99 },
    },
  },

  lambdaAutoDiscover: false,
  edgeLambdaAutoDiscover: false,
  singletonLambdaAutoDiscover: false,
  lambdaExtensionAutoDiscover: false,
  integrationTestAutoDiscover: false,
  sampleCode: false,
  docgen: true,

  publishToPypi: { distName: 'cdk-cognito-custom-auth', module: 'cdk_cognito_custom_auth' },
  publishToMaven: {
    javaPackage: 'io.github.cdkcognitocustomauth',
    mavenGroupId: 'io.github.cdkcognitocustomauth',
    mavenArtifactId: 'cdk-cognito-custom-auth',
  },
  publishToGo: { moduleName: 'github.com/cdk-cognito-custom-auth/cdk-cognito-custom-auth-go', packageName: 'cdkcognitocustomauth' },
});

project.package.addField('workspaces', ['local', 'examples/web']);

addHandlers(project);
addLocalCognito(project);
addExamples(project);
addWebExample(project);
addPackaging(project);
addLint(project);
addChecks(project);

project.synth();
