import { structureJson } from '../json/write-json.js'
import type { ServiceModel } from '../service-model.js'

/** The body of a successful answer of a rest-json service; empty for operations that have no output. Throws TypeError if the output is not what the model says. */
export function encodeJsonOutput(model: ServiceModel, operation: string, output: unknown): string {
  const shape = model.operations.get(operation)?.output
  return shape === undefined ? '' : JSON.stringify(structureJson(shape, output))
}
