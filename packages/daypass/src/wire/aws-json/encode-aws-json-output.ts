import { structureJson } from '../json/write-json.js'
import type { ServiceModel } from '../service-model.js'

/** `application/x-amz-json-1.1`, by the version of the service. */
export const contentTypeOf = ({ jsonVersion }: ServiceModel): string => `application/x-amz-json-${jsonVersion}`

/**
 * The body of a successful response of an awsJson service; empty for operations that have no output. Throws TypeError if the output is not what the
 * model says, Error if the model has no such operation.
 */
export function encodeAwsJsonOutput(model: ServiceModel, operation: string, output: unknown): string {
  const declared = model.operations.get(operation)
  if (!declared) throw new Error(`the model has no operation ${operation}`)
  return declared.output ? JSON.stringify(structureJson(declared.output, output, 'as-modelled')) : ''
}
