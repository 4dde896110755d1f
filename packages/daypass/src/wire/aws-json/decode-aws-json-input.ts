// aws-json: the codec of awsJson 1.0 and 1.1: inputs and outputs as JSON, the operation in a header.
// It owns bytes to values and back, by the model alone. Errors are in json/.
import { parseJson, readJsonMembers } from '../json/read-json.js'
import { type DecodedInput, decoding } from '../problem.js'
import type { ServiceModel } from '../service-model.js'

/**
 * The operation that an `X-Amz-Target` header names, such as `AWSOrganizationsV20161128.CreateAccount`; undefined if the header is absent or names
 * another service. It does not check that the model has the operation.
 */
export function targetOperation(model: ServiceModel, target: string | undefined): string | undefined {
  const prefix = `${model.targetPrefix}.`
  return target?.startsWith(prefix) ? target.slice(prefix.length) : undefined
}

/**
 * Reads the body of an awsJson 1.0 or 1.1 request into the operation's input (Smithy, "AWS JSON 1.1 protocol"). A missing body is an empty input. A
 * value that does not fit its shape is a `SerializationException`. Constraints are not checked here. Throws if the model has no such operation.
 */
export function decodeAwsJsonInput(model: ServiceModel, operation: string, body: Uint8Array): DecodedInput {
  const declared = model.operations.get(operation)
  if (!declared) throw new Error(`the model has no operation ${operation}`)
  const { input } = declared
  return decoding('SerializationException', () => {
    const value = body.length === 0 ? {} : parseJson(body)
    return input ? readJsonMembers(input, value) : {}
  })
}
