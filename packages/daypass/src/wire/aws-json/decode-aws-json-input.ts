import { parseJson, readBody } from '../json/read-json.js'
import { type DecodedInput, decoding } from '../problem.js'
import type { ServiceModel } from '../service-model.js'

/**
 * The operation that an `X-Amz-Target` header names, `AWSOrganizationsV20161128.CreateAccount`; undefined where it is of another service or none.
 * That the model has it is not checked.
 */
export function operationOf(model: ServiceModel, target: string | undefined): string | undefined {
  const prefix = `${model.targetPrefix}.`
  return target?.startsWith(prefix) ? target.slice(prefix.length) : undefined
}

/**
 * Reads the body of an awsJson 1.0 or 1.1 request into the operation's input (Smithy, "AWS JSON 1.1 protocol"). No body is an empty input. What does not
 * fit its shape is a `SerializationException`. Constraints are not checked here. Throws if the model has no such operation.
 */
export function decodeAwsJsonInput(model: ServiceModel, operation: string, body: Uint8Array): DecodedInput {
  const declared = model.operations.get(operation)
  if (!declared) throw new Error(`the model has no operation ${operation}`)
  const { input } = declared
  return decoding('SerializationException', () => {
    const value = body.length === 0 ? {} : parseJson(body)
    return input ? readBody(input, value) : {}
  })
}
