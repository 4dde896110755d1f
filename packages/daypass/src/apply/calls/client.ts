import { signRequest } from '../../signature/sign-request.js'
import { defaultXmlBounds, readXml, type XmlElement } from '../../wire/rest-xml/read-xml.js'
import { CallError, notUnderstood } from './call-error.js'
import { formOf } from './form.js'
import type { CallingKey, ServiceCalled, Transport } from './transport.js'

/** A JSON object that a service sent, or is sent. */
export type Json = Readonly<Record<string, unknown>>

/** Everything that apply and export call, with one key. A call throws {@link CallError} where the service answers with an error. */
export interface Client {
  readonly iam: (action: string, parameters?: Json) => Promise<Json>
  readonly sts: (action: string, parameters?: Json) => Promise<Json>
  readonly daypass: (action: string, parameters?: Json) => Promise<Json>
  readonly organizations: (action: string, input?: Json) => Promise<Json>
  /** The element that S3 answers with; undefined for an empty answer. */
  readonly s3: (operation: string, request: S3Call) => Promise<XmlElement | undefined>
}

/** A call of S3, in path style. */
export interface S3Call {
  readonly method: string
  readonly path: string
  readonly body?: string
}

const VERSIONS = { iam: '2010-05-08', sts: '2011-06-15', daypass: '2026-11-23' } as const

/** The API with this key. */
export function clientOf(transport: Transport, key: CallingKey): Client {
  const send = (service: ServiceCalled, { method, path, headers, body }: Sent) => {
    const { host, region, now } = transport
    const signed = signRequest({ ...key, method, host, path, headers, service, region, body, now: now() })
    return transport.send({ service, method, path, headers: signed, body })
  }
  const query =
    (service: keyof typeof VERSIONS) =>
    async (action: string, parameters: Json = {}): Promise<Json> => {
      const body = formOf({ Action: action, Version: VERSIONS[service], ...parameters })
      const { status, text } = await send(service, { ...POST, headers: FORM, body })
      const answer = objectOf(action, text)
      if (status !== 200) throw new CallError(action, errorOf(answer.Error))
      const response = answer[`${action}Response`] as Json | undefined
      return (response?.[`${action}Result`] ?? response ?? {}) as Json
    }
  return {
    iam: query('iam'),
    sts: query('sts'),
    daypass: query('daypass'),
    async organizations(action, input = {}) {
      const headers = ['content-type', 'application/x-amz-json-1.1', 'x-amz-target', `AWSOrganizationsV20161128.${action}`]
      const { status, text } = await send('organizations', { ...POST, headers, body: JSON.stringify(input) })
      const answer = text === '' ? {} : objectOf(action, text)
      if (status === 200) return answer
      throw new CallError(action, { code: String(answer.__type), message: String(answer.Message ?? answer.message ?? '') })
    },
    async s3(operation, { method, path, body = '' }) {
      const { status, text } = await send('s3', { method, path, headers: [], body })
      const root = text === '' ? undefined : xmlOf(operation, text)
      if (status < 300) return root
      throw new CallError(operation, { code: childText(root, 'Code') ?? `HTTP ${status}`, message: childText(root, 'Message') ?? '' })
    },
  }
}

interface Sent {
  readonly method: string
  readonly path: string
  readonly headers: readonly string[]
  readonly body: string
}

const POST = { method: 'POST', path: '/' } as const
const FORM = ['content-type', 'application/x-www-form-urlencoded', 'accept', 'application/json']

function objectOf(operation: string, text: string): Json {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw notUnderstood(operation)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw notUnderstood(operation)
  return value as Json
}

function errorOf(error: unknown): { readonly code: string; readonly message: string } {
  const { Code, Message } = (error ?? {}) as Json
  return { code: String(Code), message: String(Message ?? '') }
}

/** An answer of ListBuckets has five elements for each of 10,000 buckets. */
const BOUNDS = { ...defaultXmlBounds, nodes: 100_000 }

function xmlOf(operation: string, text: string): XmlElement {
  const read = readXml(text, BOUNDS)
  if (!read.ok) throw notUnderstood(operation)
  return read.root
}

/** The text of the first child with this name. */
export const childText = (element: XmlElement | undefined, name: string): string | undefined =>
  element?.children.find((child) => child.name === name)?.text
