import { structureJson, valueJson } from '../json/write-json.js'
import { outputHeaders, type RestResponse, statusOf } from '../rest/write-headers.js'
import { isInAnswerBody, type ServiceModel, type Shape } from '../service-model.js'

type Values = Readonly<Record<string, unknown>>

/**
 * A successful response of a rest-json service: the headers and the status that members are bound to, and the body. The body is absent if there is no
 * output or all its members are elsewhere. Throws TypeError if the output is not what the model says, Error if the model has no such operation.
 */
export function encodeJsonOutput(model: ServiceModel, operation: string, output: unknown): RestResponse {
  const declared = model.operations.get(operation)
  if (!declared) throw new Error(`the model has no operation ${operation}`)
  const values = (output ?? {}) as Values
  const headers = outputHeaders(declared.output, values, (text) => text)
  const body = declared.output && bodyOf(declared.output, values)
  const status = statusOf(declared, values)
  return body === undefined ? { status, headers } : { status, headers: { 'Content-Type': body.contentType, ...headers }, body: body.bytes }
}

interface Body {
  readonly contentType: string
  readonly bytes: string | Uint8Array
}

const JSON_TYPE = 'application/json'

function bodyOf(output: Shape, values: Values): Body | undefined {
  const { payload, members } = output
  if (!payload && members.length > 0 && !members.some(isInAnswerBody)) return undefined
  if (!payload) return { contentType: JSON_TYPE, bytes: JSON.stringify(structureJson(output, values, 'as-modelled')) }
  const value = values[payload.name]
  if (value === undefined || value === null) return undefined
  if (payload.shape.type === 'blob') return { contentType: 'application/octet-stream', bytes: value as Uint8Array }
  if (payload.shape.type === 'string') return { contentType: 'text/plain', bytes: String(value) }
  return { contentType: JSON_TYPE, bytes: JSON.stringify(valueJson(payload, value, 'as-modelled')) }
}
