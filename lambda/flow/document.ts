import flow = require('./flow.json');
import type { Flow } from '../../src/private/flow';
import { FLOW_VERSION } from '../../src/private/flow';

/** The document that the construct put beside the bundle. */
export function loadFlow(): Flow {
  if (flow.version !== FLOW_VERSION) {
    throw new Error(`flow.json has version ${flow.version}, this handler reads ${FLOW_VERSION}`);
  }
  return flow;
}
