// daypass's side of every protocol: how it reads a request, and what it answers.
import { decodeAwsJsonInput, targetOperation } from '../../wire/aws-json/decode-aws-json-input.js'
import { contentTypeOf, encodeAwsJsonOutput } from '../../wire/aws-json/encode-aws-json-output.js'
import { EC2_CONTENT_TYPE, encodeEc2Error, encodeEc2Output } from '../../wire/ec2-query/encode-ec2-output.js'
import { awsJsonError, restJsonError } from '../../wire/json/encode-json-error.js'
import type { DecodedInput, Refused } from '../../wire/problem.js'
import { decodeQueryInput } from '../../wire/query/decode-query-input.js'
import { encodeQueryError, encodeQueryOutput } from '../../wire/query/encode-query-output.js'
import { readForm } from '../../wire/read-form.js'
import { readQuery } from '../../wire/rest/read-query.js'
import { routePath } from '../../wire/rest/route-path.js'
import type { RestResponse } from '../../wire/rest/write-headers.js'
import { decodeJsonInput } from '../../wire/rest-json/decode-json-input.js'
import { encodeJsonOutput } from '../../wire/rest-json/encode-json-output.js'
import { decodeRestInput } from '../../wire/rest-xml/decode-rest-input.js'
import { encodeRestOutput } from '../../wire/rest-xml/encode-rest-output.js'
import { encodeS3Error } from '../../wire/rest-xml/encode-s3-error.js'
import type { ServiceModel } from '../../wire/service-model.js'
import type { Values, Wire } from './cases.js'

/** A request as a server receives it. */
export interface Sent {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly headers: Record<string, string>
  readonly body: string | Uint8Array
}

/** A case's request, as a server receives it. */
export function sentOf({ method, uri, body = '', headers = {} }: Wire): Sent {
  const [path = '', ...query] = uri.split('?')
  return { method, path, query: query.join('?'), headers: lower(headers), body }
}

/** Headers by lower-case name, as Node returns them. */
export const lower = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, text]) => [name.toLowerCase(), text]))

/** The operation that was found, and its input or why it cannot be read. */
export type Read = { readonly operation: string | undefined; readonly decoded: DecodedInput | undefined }

/** How daypass reads a request. */
export function read(model: ServiceModel, sent: Sent): Read {
  const bytes = new Uint8Array(Buffer.from(sent.body))
  if (model.protocol === 'query' || model.protocol === 'ec2') return readForms(model, bytes)
  if (model.protocol === 'json') {
    const operation = targetOperation(model, sent.headers['x-amz-target'])
    return { operation, decoded: operation === undefined ? undefined : decodeAwsJsonInput(model, operation, bytes) }
  }
  const query = readQuery(sent.query, 'SerializationException')
  const route = query.ok ? routePath(model, { ...sent, query: query.query }) : undefined
  if (!query.ok || !route?.ok) return { operation: undefined, decoded: route as Refused | undefined }
  const request = { labels: route.labels, query: query.query, headers: sent.headers }
  const { operation } = route
  if (model.protocol === 'rest-json') return { operation, decoded: decodeJsonInput(model, operation, { ...request, body: bytes }) }
  return { operation, decoded: decodeRestInput(model, operation, { ...request, body: bytes.length === 0 ? undefined : bytes }) }
}

function readForms(model: ServiceModel, bytes: Uint8Array): Read {
  const form = readForm(Buffer.from(bytes).toString())
  if (!form.ok || form.params.get('Version') !== model.apiVersion) return { operation: undefined, decoded: undefined }
  const operation = form.params.get('Action')
  return { operation, decoded: operation === undefined ? undefined : decodeQueryInput(model, operation, form.params) }
}

/** What daypass answers. */
export function written(model: ServiceModel, operation: string, output: unknown): RestResponse {
  if (model.protocol === 'query') {
    const { contentType, body } = encodeQueryOutput(model, { operation, output, requestId: 'r-1', format: 'xml' })
    return { status: 200, headers: { 'Content-Type': contentType }, body }
  }
  if (model.protocol === 'ec2')
    return {
      status: 200,
      headers: { 'Content-Type': EC2_CONTENT_TYPE },
      body: encodeEc2Output(model, operation, { output, requestId: 'r-1' }),
    }
  if (model.protocol === 'json')
    return { status: 200, headers: { 'Content-Type': contentTypeOf(model) }, body: encodeAwsJsonOutput(model, operation, output) }
  return model.protocol === 'rest-json' ? encodeJsonOutput(model, operation, output) : encodeRestOutput(model, operation, output)
}

/** What daypass answers for an error. */
export function refusal(model: ServiceModel, code: string, { message, fields }: { message: string; fields: Values }): RestResponse {
  const status = 400
  const failure = { code, message, fields, requestId: 'r-1' }
  if (model.protocol === 'json') return { status, headers: { 'Content-Type': contentTypeOf(model) }, body: awsJsonError(failure) }
  if (model.protocol === 'rest-json')
    return { status, headers: { 'Content-Type': 'application/json', 'x-amzn-ErrorType': code }, body: restJsonError(failure) }
  if (model.protocol === 'ec2') return { status, headers: { 'Content-Type': EC2_CONTENT_TYPE }, body: encodeEc2Error(failure) }
  if (model.protocol === 'query')
    return { status, headers: {}, body: encodeQueryError(model, { ...failure, fault: 'Sender', format: 'xml' }).body }
  return { status, headers: {}, body: encodeS3Error({ ...failure, hostId: 'h', bodiless: false })?.body ?? '' }
}
