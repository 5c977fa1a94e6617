import type { Flow } from '../../src/private/flow';

/** Stands beside the bundle once deployed; there is none in the source tree. */
declare const flow: Flow;
export = flow;
