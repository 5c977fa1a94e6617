import type { awscdk } from 'projen';

/** What can be imported, by people and by the examples in this repository, which import the package by its name. */
const EXPORTS = {
  '.': { types: './lib/index.d.ts', default: './lib/index.js' },
  './package.json': './package.json',
  './.jsii': './.jsii',
  './.warnings.jsii.js': './.warnings.jsii.js',
};

/** What the npm package leaves out: it holds lib/, assets/, .jsii, the licence and the documentation only. */
export function addPackaging(project: awscdk.AwsCdkConstructLibrary): void {
  project.package.addField('exports', EXPORTS);
  project.addGitIgnore('/.jsii.tabl.json');
  project.addPackageIgnore('/.jsii.tabl.json');
  for (const dir of ['.ci', 'docs', 'examples', 'lambda', 'local', 'projenrc', 'coverage', 'test-reports', '.gitattributes', '.projenrc.ts']) {
    project.addPackageIgnore(`/${dir}`);
  }
}
