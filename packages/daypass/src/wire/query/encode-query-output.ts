import { structureXml, textElement } from '../encode-xml.js'
import { structureJson } from '../json/write-json.js'
import type { ScalarStyle } from '../scalar.js'
import type { OperationModel, ServiceModel } from '../service-model.js'
import { escapeXml, writableText } from '../xml-text.js'

/** The format of a query service's response: XML unless the caller's Accept header requests JSON. */
export type QueryFormat = 'xml' | 'json'

/** A response body and its Content-Type. */
export interface EncodedBody {
  readonly contentType: string
  readonly body: string
}

const style: ScalarStyle = { timestamp: 'iso8601', millis: false }
const contentTypes = { xml: 'text/xml', json: 'application/json' } as const

/** What a response is made from. `output` is ignored for operations without output. */
export interface QueryAnswer {
  readonly operation: string
  readonly output: unknown
  readonly requestId: string
  readonly format: QueryFormat
}

/**
 * The body of a successful response (AWS query protocol): `<XResponse><XResult/><ResponseMetadata/></XResponse>`, without the result element for
 * operations that have no output; or the same as JSON, where dates are seconds since 1970. Throws TypeError if the output is not what the model says,
 * Error if the model has no such operation; both are defects of daypass.
 */
export function encodeQueryOutput(model: ServiceModel, answer: QueryAnswer): EncodedBody {
  const operation = model.operations.get(answer.operation)
  if (!operation) throw new Error(`the model has no operation ${answer.operation}`)
  const body = answer.format === 'json' ? jsonBody(operation, answer) : xmlBody(model, operation, answer)
  return { contentType: contentTypes[answer.format], body }
}

function xmlBody(model: ServiceModel, operation: OperationModel, answer: QueryAnswer): string {
  const { name, output, resultWrapper } = operation
  const inner = output ? structureXml(output, answer.output, style) : ''
  const result = resultWrapper ? `<${resultWrapper}>${inner}</${resultWrapper}>` : inner
  const metadata = `<ResponseMetadata>${textElement('RequestId', answer.requestId)}</ResponseMetadata>`
  return `<${name}Response xmlns="${escapeXml(model.xmlNamespace)}">${result}${metadata}</${name}Response>\n`
}

function jsonBody(operation: OperationModel, answer: QueryAnswer): string {
  const { name, output, resultWrapper } = operation
  const inner = output ? structureJson(output, answer.output, 'whole-seconds') : undefined
  const result = resultWrapper && inner ? { [resultWrapper]: inner } : inner
  return JSON.stringify({ [`${name}Response`]: { ...result, ResponseMetadata: { RequestId: answer.requestId } } })
}

/** An error and the request that it answers. */
export interface QueryFailure {
  readonly code: string
  readonly message: string
  readonly fault: 'Sender' | 'Receiver'
  readonly requestId: string
  readonly format: QueryFormat
}

/**
 * The body of an error response, with AWS's layout: `RequestId` is next to `Error`. It always parses, although its message can repeat anything: a
 * client that cannot parse a rejection does not know that it was rejected.
 */
export function encodeQueryError(model: ServiceModel, failure: QueryFailure): EncodedBody {
  const { code, message, fault, requestId, format } = failure
  if (format === 'json') {
    const body = JSON.stringify({ Error: { Code: code, Message: message, Type: fault }, RequestId: requestId })
    return { contentType: contentTypes.json, body }
  }
  const told = `    ${textElement('Type', fault)}\n    ${textElement('Code', code)}\n    ${textElement('Message', writableText(message))}\n`
  const error = `  <Error>\n${told}  </Error>\n  ${textElement('RequestId', requestId)}\n`
  return { contentType: contentTypes.xml, body: `<ErrorResponse xmlns="${escapeXml(model.xmlNamespace)}">\n${error}</ErrorResponse>\n` }
}
