import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { BindContext } from './bind-context';
import { bundleFolder } from './handler-folder';
import { Handler, newHandlerFunction, newHandlerRole } from './trigger-function';

const DRAW_PICTURE: Handler = {
  id: 'DrawPicture',
  handler: 'draw-picture',
  description: 'Custom authentication: draws the pictures of image CAPTCHAs',
};

/** With its share of a CPU a picture takes about 30 ms. */
const MEMORY_SIZE = 512;

/**
 * The function that draws pictures, one for all challenges. A library does it, so it is kept away from the other functions, their
 * permissions and their secrets: all that it ever learns is what a picture shows.
 */
export function pictureFunction({ scope, functionOptions }: BindContext): lambda.Function {
  const made = scope.node.tryFindChild(DRAW_PICTURE.id);
  if (made) {
    return made as lambda.Function;
  }
  // It talks to nobody, so it needs no VPC.
  const { vpc, vpcSubnets, securityGroups, allowPublicSubnet, ...options } = functionOptions;
  return newHandlerFunction(scope, DRAW_PICTURE, {
    role: newHandlerRole(scope, DRAW_PICTURE),
    folder: bundleFolder(DRAW_PICTURE.handler),
    options: { ...options, memorySize: MEMORY_SIZE },
  });
}
