import type { awscdk } from 'projen';
import { JsonFile } from 'projen';

const DIR = 'examples/web';

/** The workspace of the sign-in page: Vite, React and aws-amplify, as an app of one's own would have them. */
export function addWebExample(project: awscdk.AwsCdkConstructLibrary): void {
  new JsonFile(project, `${DIR}/package.json`, {
    marker: false,
    obj: {
      name: 'custom-auth-web-example',
      private: true,
      type: 'module',
      scripts: {
        local: 'cdk synth --quiet && tsx infra/local.ts',
        config: 'node -p "require(\'./cdk.out/outputs.json\').SignInPage.PageConfig" > public/config.json',
        build: 'tsc --noEmit && vite build',
      },
      dependencies: {
        'aws-amplify': '^6.22.1',
        'react': '^19.3.0',
        'react-dom': '^19.3.0',
      },
      devDependencies: {
        '@types/react': '^19',
        '@types/react-dom': '^19',
        '@vitejs/plugin-react': '^6.3.0',
        'aws-cdk': '^2',
        'aws-cdk-lib': '^2.178.0',
        // In a copy of this folder: the published version.
        'cdk-cognito-custom-auth': 'file:../..',
        'cognito-custom-auth-local': '*',
        'constructs': '^10.0.5',
        'tsx': '^4',
        'typescript': '~5.9.0',
        'vite': '^8.3.0',
      },
    },
  });

  new JsonFile(project, `${DIR}/tsconfig.json`, {
    marker: false,
    obj: {
      compilerOptions: {
        target: 'ES2022',
        module: 'ESNext',
        moduleResolution: 'bundler',
        lib: ['ES2022', 'DOM', 'DOM.Iterable'],
        types: ['vite/client'],
        jsx: 'react-jsx',
        strict: true,
        noImplicitReturns: true,
        noUnusedLocals: true,
        noUnusedParameters: true,
        skipLibCheck: true,
        noEmit: true,
      },
      include: ['src'],
    },
  });

  // What looks at the pages: a driver for the browser that is there, and rules of accessibility.
  project.addDevDeps('playwright-core@^1.65.1', 'axe-core@^4');
  for (const built of [`/${DIR}/dist/`, `/${DIR}/public/config.json`]) project.addGitIgnore(built);
}
