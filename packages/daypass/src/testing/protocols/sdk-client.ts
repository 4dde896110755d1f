// Amazon's SDK for JavaScript as the client of any model: its own protocol code, with daypass's shapes.
import { Readable } from 'node:stream'
import {
  AwsEc2QueryProtocol,
  AwsJson1_0Protocol,
  AwsJson1_1Protocol,
  AwsQueryProtocol,
  AwsRestJsonProtocol,
  AwsRestXmlProtocol,
} from '@aws-sdk/core/protocols'
import { fromBase64, fromUtf8, toBase64, toUtf8 } from '@smithy/core/serde'
import { HttpResponse } from '@smithy/core/transport'
import type { RestResponse } from '../../wire/rest/write-headers.js'
import type { Member, OperationModel, ProtocolName, ServiceModel, Shape } from '../../wire/service-model.js'
import type { Values } from './cases.js'
import { lower, type Sent } from './server-side.js'

type Schema = unknown
const NAMESPACE = 'cases'
const DATES = { iso8601: 5, rfc822: 6, unixTimestamp: 7 } as const
const SIMPLE: Readonly<Partial<Record<Shape['type'], number>>> = {
  string: 0,
  integer: 1,
  long: 1,
  float: 1,
  double: 1,
  boolean: 2,
  document: 15,
  blob: 21,
}

function schemas(protocol: ProtocolName) {
  const made = new Map<Shape, Schema>()
  const schemaOf = (shape: Shape, root?: string): Schema => {
    const known = made.get(shape)
    if (known && root === undefined) return known
    const traits = { ...(root && { xmlName: root }) }
    const built: unknown[] = [0, NAMESPACE, shape.name, traits]
    if (root === undefined) made.set(shape, built)
    if (shape.type === 'list') built.splice(0, 1, 1)
    if (shape.type === 'list') built.push(refOf(shape.member as Member, 'member'))
    if (shape.type === 'map') built.splice(0, 1, 2)
    if (shape.type === 'map') built.push(refOf(shape.key as Member, 'key'), refOf(shape.value as Member, 'value'))
    if (shape.type === 'structure') {
      built.splice(0, 1, shape.union ? 4 : 3)
      built.push(
        shape.members.map(({ name }) => name),
        shape.members.map((member) => refOf(member, member.name, shape.payload === member)),
      )
    }
    return built
  }
  const refOf = (member: Member, name: string, isPayload = false): Schema => {
    const { shape } = member
    const traits = isPayload ? { httpPayload: 1 } : { ...bindingOf(member), ...nameOf(member, name) }
    if (shape.type === 'timestamp') return [member.timestampFormat ? DATES[member.timestampFormat] : 4, traits]
    const simple = SIMPLE[shape.type]
    const schema = simple ?? (() => schemaOf(shape, isPayload ? member.rootName : undefined))
    return Object.keys(traits).length === 0 ? schema : [schema, traits]
  }
  const nameOf = (member: Member, name: string): object => {
    if (protocol === 'json') return {}
    if (protocol === 'rest-json') return member.wireName === name ? {} : { jsonName: member.wireName }
    return {
      ...(member.wireName !== name && { xmlName: member.wireName }),
      ...(member.flattened && { xmlFlattened: 1 }),
      ...(member.attribute && { xmlAttribute: 1 }),
      ...(protocol === 'ec2' && { ec2QueryName: member.form.name }),
    }
  }
  return schemaOf
}

function bindingOf({ location, wireName, shape }: Member): object {
  if (location === 'uri') return { httpLabel: 1 }
  if (location === 'querystring') return shape.type === 'map' ? { httpQueryParams: 1 } : { httpQuery: wireName }
  if (location === 'header') return { httpHeader: wireName }
  if (location === 'headers') return { httpPrefixHeaders: wireName }
  return location === 'statusCode' ? { httpResponseCode: 1 } : {}
}

interface SdkProtocol {
  setSerdeContext(context: object): void
  serializeRequest(
    operation: object,
    input: object,
    context: object,
  ): Promise<{
    method: string
    path: string
    query: Record<string, string | string[] | null>
    headers: Record<string, string>
    body?: string | Uint8Array
  }>
  deserializeResponse(operation: object, context: object, response: HttpResponse): Promise<Values>
}

const context = {
  base64Decoder: fromBase64,
  base64Encoder: toBase64,
  utf8Decoder: fromUtf8,
  utf8Encoder: toUtf8,
  endpoint: async () => ({ url: new URL('https://example.com/') }),
  streamCollector: async (stream: Readable) => new Uint8Array(Buffer.concat(await stream.toArray())),
  disableHostPrefix: true,
}

/** A client of the model: what it writes for an input, and what it reads from an answer. It throws for what it reads as an error. */
export function sdkOf(model: ServiceModel) {
  const schemaOf = schemas(model.protocol)
  const common = {
    defaultNamespace: NAMESPACE,
    xmlNamespace: model.xmlNamespace,
    version: model.apiVersion,
    serviceTarget: model.targetPrefix,
  }
  const Json = model.jsonVersion === '1.0' ? AwsJson1_0Protocol : AwsJson1_1Protocol
  const classes = {
    query: AwsQueryProtocol,
    ec2: AwsEc2QueryProtocol,
    json: Json,
    'rest-json': AwsRestJsonProtocol,
    'rest-xml': AwsRestXmlProtocol,
  }
  const protocol = new classes[model.protocol](common) as unknown as SdkProtocol
  protocol.setSerdeContext(context)
  const operationOf = ({ name, input, output, method, requestUri, responseCode, inputRoot }: OperationModel) => ({
    namespace: NAMESPACE,
    name,
    traits: model.protocol.startsWith('rest') ? { http: [method, requestUri, responseCode] } : {},
    input: input ? schemaOf(input, model.protocol === 'rest-xml' ? inputRoot.name : undefined) : 'unit',
    output: output ? schemaOf(output) : 'unit',
  })
  return {
    async reads(operation: OperationModel, { status, headers, body = '' }: RestResponse): Promise<Values> {
      const response = new HttpResponse({ statusCode: status, headers: lower(headers), body: Readable.from([Buffer.from(body as string)]) })
      const { $metadata: _, ...values } = await protocol.deserializeResponse(operationOf(operation), context, response)
      return values
    },
    async writes(operation: OperationModel, input: Values): Promise<Sent> {
      const { method, path, query, headers, body = '' } = await protocol.serializeRequest(operationOf(operation), input, context)
      const pairs = Object.entries(query).flatMap(([name, value]) =>
        [value].flat().map((one) => `${encodeURIComponent(name)}=${encodeURIComponent(String(one ?? ''))}`),
      )
      return { method, path, query: pairs.join('&'), headers: lower(headers), body }
    },
  }
}
