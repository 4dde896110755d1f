import { attributesXml, structureXml } from '../encode-xml.js'
import { outputHeaders, type RestResponse, statusOf } from '../rest/write-headers.js'
import { isScalar, type ScalarStyle, scalarText } from '../scalar.js'
import { isInAnswerBody, type Member, type OperationModel, type ServiceModel, type Shape } from '../service-model.js'
import { escapeXml } from '../xml-text.js'
import { encodedWords } from './encoded-words.js'

type Values = Readonly<Record<string, unknown>>

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n'
const bodyStyle: ScalarStyle = { timestamp: 'iso8601', millis: true }

/**
 * The response of a rest-xml operation: header members (dates as in RFC 9110), `x-amz-meta-*` in ASCII, and the payload unchanged or the body members
 * as XML with milliseconds in dates. The status is the model's, or 206 for a response with a Content-Range. Throws TypeError if the output is not
 * what the model says or a header cannot carry its value, Error if the model has no such operation.
 */
export function encodeRestOutput(model: ServiceModel, operation: string, output: unknown): RestResponse {
  const declared = model.operations.get(operation)
  if (!declared) throw new Error(`the model has no operation ${operation}`)
  const values = (output ?? {}) as Values
  const headers = outputHeaders(declared.output, values, encodedWords)
  const status = Object.hasOwn(headers, 'Content-Range') ? 206 : statusOf(declared, values)
  const body = bodyOf(model, declared, values)
  if (body === undefined) return { status, headers }
  if (typeof body === 'string') headers['Content-Type'] = typeOf(declared)
  return { status, headers, body }
}

/** The only text that S3 sends unwrapped is a policy (S3 API reference, GetBucketPolicy: "Returns the policy of a specified bucket", in JSON). */
const typeOf = ({ output }: OperationModel): string =>
  output?.payload !== undefined && isScalar(output.payload.shape) ? 'application/json' : 'application/xml'

function bodyOf(model: ServiceModel, { output }: OperationModel, values: Values): RestResponse['body'] {
  if (!output) return undefined
  if (output.payload) return payloadOf(model, output.payload, values[output.payload.name])
  const members = output.members.filter(isInAnswerBody)
  return members.length === 0 ? undefined : membersOf(model, output, { members, values })
}

function payloadOf(model: ServiceModel, { shape, rootName }: Member, value: unknown): RestResponse['body'] {
  if (isScalar(shape)) return value as RestResponse['body']
  return value === undefined || value === null
    ? undefined
    : documentOf(model, {
        name: rootName,
        attributes: attributesXml(shape, value, bodyStyle),
        inner: structureXml(shape, value, bodyStyle),
      })
}

function membersOf(model: ServiceModel, output: Shape, held: { members: readonly Member[]; values: Values }): string {
  const root = model.outputRoots.get(output.name) ?? { name: output.rootName ?? output.name, unwrapped: false }
  const inner = root.unwrapped ? unwrapped(held.members[0], held.values) : structureXml(output, held.values, bodyStyle)
  return documentOf(model, { name: root.name, attributes: attributesXml(output, held.values, bodyStyle), inner })
}

function documentOf(
  { xmlNamespace }: ServiceModel,
  { name, attributes, inner }: { name: string; attributes: string; inner: string },
): string {
  return `${declaration}<${name} xmlns="${escapeXml(xmlNamespace)}"${attributes}>${inner}</${name}>`
}

function unwrapped(member: Member | undefined, values: Values): string {
  const value = member && values[member.name]
  return member && value !== undefined && value !== null ? escapeXml(scalarText(member.shape, value, bodyStyle)) : ''
}
