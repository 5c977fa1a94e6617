import { type LocalCognito, type LocalCognitoOptions, startLocalCognito } from '../../local/src';

/** A local server on which nothing should go wrong; `pictures` gets what stands in each one: read where it is drawn, since no test can read pictures. */
export async function startWatchedCognito(options: LocalCognitoOptions): Promise<{ cognito: LocalCognito; pictures: string[] }> {
  const pictures: string[] = [];
  const cognito = await startLocalCognito({
    ...options,
    interceptAws: (_, operation, { body }) => {
      if (operation === 'Invoke') pictures.push(JSON.parse(body.toString()).text);
      return undefined;
    },
    onLog: (functionName, line) => !/"level":"(INFO|WARN)"/.test(line) && console.error(functionName, line),
  });
  return { cognito, pictures };
}
