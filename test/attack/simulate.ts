// Attacks the handlers as they ship by simulation: npm run simulate:attack -- --help
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { flooding } from './experiments/flooding';
import { guessing } from './experiments/guessing';
import { monteCarlo } from './experiments/monte-carlo';
import { racing } from './experiments/racing';
import { spraying } from './experiments/spraying';
import { type Experiment, HELP, type Options, readOptions } from './options';
import { asMarkdown, asText, type Findings } from './report';
import { World } from './world';

const BUNDLES = join(__dirname, '../../assets/lambda');

const EXPERIMENTS: Record<Experiment, (world: World, options: Options) => Promise<Findings>> = {
  guessing, 'monte-carlo': monteCarlo, spraying, flooding, racing,
};

async function main(): Promise<void> {
  let options: Options | undefined;
  try {
    options = readOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${HELP}`);
    process.exitCode = 2;
    return;
  }
  if (!options) return console.log(HELP);
  if (!existsSync(BUNDLES)) throw new Error(`no bundles in ${BUNDLES}: run npx projen bundle first`);

  const findings = await simulate(options);
  console.log(options.markdown ? asMarkdown(findings) : asText(findings));
  if (findings.some(({ checks }) => checks.some(({ holds }) => !holds))) process.exitCode = 1;
}

async function simulate(options: Options): Promise<Findings[]> {
  const world = await World.open(options.seed);
  try {
    const findings: Findings[] = [];
    for (const name of options.only) {
      const begin = performance.now();
      findings.push(await EXPERIMENTS[name](world, options));
      console.error(`${name}: ${((performance.now() - begin) / 1000).toFixed(0)} s`);
    }
    return findings;
  } finally {
    world.close();
  }
}

void main();
