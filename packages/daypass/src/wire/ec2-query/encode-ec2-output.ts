// ec2-query: what the ec2 protocol does in another way than the query protocol: its answers and its errors.
// Requests are read by query/.
import { structureXml, textElement } from '../encode-xml.js'
import type { ServiceModel } from '../service-model.js'
import { escapeXml, writableText } from '../xml-text.js'

/** The content type of every response. */
export const EC2_CONTENT_TYPE = 'text/xml;charset=UTF-8'

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n'

/**
 * The body of a successful response (Smithy, "AWS EC2 query protocol"): `<XResponse><requestId/>...</XResponse>`, the output's members directly below
 * the root. Throws TypeError if the output is not what the model says, Error if the model has no such operation.
 */
export function encodeEc2Output(model: ServiceModel, operation: string, answer: { output: unknown; requestId: string }): string {
  const declared = model.operations.get(operation)
  if (!declared) throw new Error(`the model has no operation ${operation}`)
  const inner = declared.output ? structureXml(declared.output, answer.output, { timestamp: 'iso8601', millis: true }) : ''
  const root = `${operation}Response`
  return `${declaration}<${root} xmlns="${escapeXml(model.xmlNamespace)}">${textElement('requestId', answer.requestId)}${inner}</${root}>`
}

/** The body of an error response. It always parses, whatever its message repeats. */
export function encodeEc2Error({ code, message, requestId }: { code: string; message: string; requestId: string }): string {
  const error = `<Error>${textElement('Code', code)}${textElement('Message', writableText(message))}</Error>`
  return `${declaration}<Response><Errors>${error}</Errors>${textElement('RequestID', requestId)}</Response>`
}
