/**
 * The one way a thread starts. Node 20 cannot start a worker from a `.ts` file, neither under tsx nor under vitest:
 * this file can be started everywhere, registers tsx, and then loads the `.ts` module that `workerData.module` names.
 * It serves piscina: the default export resolves to the module's `start(workerData.input)`, which returns the handler of tasks.
 */
import { workerData as bare } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
// Piscina wraps what it was given: [its own, ours].
const { module, input } = Array.isArray(bare) ? bare[1] : bare;
const { start } = await import(module);

export default start(input);
