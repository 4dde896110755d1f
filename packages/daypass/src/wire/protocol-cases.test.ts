import { afterAll, describe, expect, it } from 'vitest'
import { type Case, modelOf, PROTOCOLS, plain, type Suite, suites, typedValue, type Values } from '../testing/protocols/cases.js'
import { sdkOf } from '../testing/protocols/sdk-client.js'
import { read, refusal, sentOf, written } from '../testing/protocols/server-side.js'
import { structureJson } from './json/write-json.js'
import type { ProtocolName } from './service-model.js'

// AWS's own protocol test cases (vectors/protocols), which say how a client writes an input and reads an output. daypass is the server: it must read
// what the client writes, and Amazon's SDK for JavaScript, given the same shapes, must read what it writes as the same.

const XML_NAME =
  'these cases do not say that the member has no XML name of its own, and look like members of S3 that have one: it is not clear which root is meant'
const JSON_IN_HEADER = 'JSON in base64 in a header: no planned service uses it'
const COMPRESSED = 'compressed bodies: no planned operation accepts them'
const WHOLE_SECONDS = 'fractions of seconds: STS and IAM send whole seconds'
const BELOW_PATH = 'a path prefix for the service: no planned service has one'

/** What a server does not have to do, and why. */
const NOT_NEEDED: Readonly<Record<string, string>> = {
  'input RestJsonHostWithPath': BELOW_PATH,
  'input MediaTypeHeaderInputBase64': JSON_IN_HEADER,
  'output MediaTypeHeaderOutputBase64': JSON_IN_HEADER,
  'output AwsQueryDateTimeWithFractionalSeconds': WHOLE_SECONDS,
  'input RestXmlHttpPayloadWithUnion': XML_NAME,
  'input HttpPayloadWithXmlName': XML_NAME,
  'input HttpPayloadWithXmlNamespace': XML_NAME,
  'input HttpPayloadWithXmlNamespaceAndPrefix': XML_NAME,
  'input XmlAttributesOnPayload': XML_NAME,
  'input SDKAppliedContentEncoding_awsQuery': COMPRESSED,
  'input SDKAppendsGzipAndIgnoresHttpProvidedEncoding_awsQuery': COMPRESSED,
  'input SDKAppliedContentEncoding_ec2Query': COMPRESSED,
  'input SDKAppendsGzipAndIgnoresHttpProvidedEncoding_ec2Query': COMPRESSED,
  'input SDKAppliedContentEncoding_awsJson1_1': COMPRESSED,
  'input SDKAppendsGzipAndIgnoresHttpProvidedEncoding_awsJson1_1': COMPRESSED,
  'input SDKAppliedContentEncoding_restJson1': COMPRESSED,
  'input SDKAppendedGzipAfterProvidedEncoding_restJson1': COMPRESSED,
  'input SDKAppliedContentEncoding_restXml': COMPRESSED,
  'input SDKAppendedGzipAfterProvidedEncoding_restXml': COMPRESSED,
}

const TOKEN = { token: '00000000-0000-4000-8000-000000000000' }

/**
 * Where a server reads another input than the client was given. The client generates a token. It does not send empty lists and maps. It sends an
 * absent payload as an empty one. On the server, a map of the whole query also contains what is bound to other members.
 */
const READ_AS: Readonly<Record<string, Values>> = {
  QueryProtocolIdempotencyTokenAutoFill: TOKEN,
  Ec2ProtocolIdempotencyTokenAutoFill: TOKEN,
  RestJsonQueryIdempotencyTokenAutoFill: TOKEN,
  QueryIdempotencyTokenAutoFill: TOKEN,
  QueryEmptyQueryMaps: {},
  Ec2EmptyQueryLists: {},
  RestJsonOmitsEmptyListQueryValues: {},
  RestJsonHttpPrefixHeadersAreNotPresent: { foo: 'Foo' },
  HttpPrefixHeadersAreNotPresent: { foo: 'Foo' },
  RestJsonHttpWithEmptyStructurePayload: { payloadConfig: {} },
  RestJsonHttpWithHeadersButNoPayload: { testId: 't-12345', payloadConfig: {} },
  RestJsonQueryParamsStringListMap: { qux: 'named', foo: { baz: ['bar', 'qux'], corge: ['named'] } },
  RestXmlQueryParamsStringListMap: { qux: 'named', foo: { baz: ['bar', 'qux'], corge: ['named'] } },
  RestJsonQueryPrecedence: { foo: 'named', baz: { bar: 'named', qux: 'alsoFromMap' } },
  RestXmlQueryPrecedence: { foo: 'named', baz: { bar: 'named', qux: 'alsoFromMap' } },
}

/** Cases that leave out the map of the whole query, although the same cases of rest-json have it. */
const WITHOUT_QUERY_MAP: ReadonlySet<string> = new Set([
  'AllQueryStringTypes',
  'RestXmlQueryStringEscaping',
  'RestXmlSupportsNaNFloatQueryValues',
  'RestXmlSupportsInfinityFloatQueryValues',
  'RestXmlSupportsNegativeInfinityFloatQueryValues',
  'RestXmlZeroAndFalseQueryValues',
])

/** Cases where the SDK reads the response differently: for an operation without output it returns whatever it finds. */
const SDK_DIFFERS: ReadonlySet<string> = new Set(['handles_unexpected_json_output'])

type Way = 'input' | 'output'

const counts = new Map<string, { passed: number; notNeeded: number }>()

function count(name: string, what: 'passed' | 'notNeeded'): void {
  const known = counts.get(name) ?? { passed: 0, notNeeded: 0 }
  counts.set(name, { ...known, [what]: known[what] + 1 })
}

afterAll(() => {
  for (const [name, { passed, notNeeded }] of counts)
    process.stdout.write(`protocol cases, ${name}: ${passed} pass, ${notNeeded} not needed\n`)
})

const casesOf = (way: Way, protocol: ProtocolName) =>
  suites(way, protocol).flatMap((suite) => suite.cases.map((one) => ({ id: one.id, one, suite })))

function neededOf(way: Way, protocol: ProtocolName) {
  const needed = casesOf(way, protocol).filter(({ id }) => {
    if (NOT_NEEDED[`${way} ${id}`] !== undefined) count(`${protocol} ${way}`, 'notNeeded')
    return NOT_NEEDED[`${way} ${id}`] === undefined
  })
  const isError = ({ one }: (typeof needed)[number]) => one.errorCode !== undefined
  return { errors: needed.filter(isError), others: needed.filter((one) => !isError(one)) }
}

/** The client's view of the operation, and the operation. */
function sidesOf(suite: Suite, { given }: Case) {
  const model = modelOf(suite)
  const operation = model.operations.get(given.name)
  if (!operation) throw new Error(`the suite has no operation ${given.name}`)
  return { model, operation, sdk: sdkOf(model) }
}

describe.each(PROTOCOLS)('a server of the %s protocol', (protocol) => {
  const outputs = neededOf('output', protocol)

  it.each(neededOf('input', protocol).others)('reads $id', ({ id, one, suite }) => {
    const { model, operation } = sidesOf(suite, one)
    const expected = READ_AS[id] ?? (operation.input ? typedValue(operation.input, one.params) : {})
    const { operation: found, decoded } = read(model, sentOf(one.serialized))
    expect(found).toBe(operation.name)
    if (!decoded?.ok) throw new Error(decoded?.problem.message)
    const { queryParamsMapOfStrings, ...rest } = decoded.input
    if (WITHOUT_QUERY_MAP.has(id)) expect(Object.keys(queryParamsMapOfStrings as Values).length).toBeGreaterThan(0)
    expect(plain(WITHOUT_QUERY_MAP.has(id) ? rest : decoded.input)).toEqual(plain(expected))
    count(`${protocol} input`, 'passed')
  })

  it.each(outputs.others)('writes $id', async ({ id, one, suite }) => {
    const { model, operation, sdk } = sidesOf(suite, one)
    const expected = operation.output ? typedValue(operation.output, one.result) : {}
    const { status_code: status = 200, headers = {}, body = '' } = one.response
    if (!SDK_DIFFERS.has(id)) expect(plain(await sdk.reads(operation, { status, headers, body })), 'in the case').toEqual(plain(expected))
    expect(plain(await sdk.reads(operation, written(model, operation.name, expected)))).toEqual(plain(expected))
    count(`${protocol} output`, 'passed')
  })

  // Only the JSON protocols write members of an error other than its message: no planned service has such members in XML.
  it.each(outputs.errors)('writes the error of $id', async ({ one, suite }) => {
    const { model, operation, sdk } = sidesOf(suite, one)
    const code = one.errorCode ?? ''
    const shape = model.shapes.get(code)
    const told = shape ? structureJson(shape, typedValue(shape, one.error ?? {}), 'as-modelled') : {}
    const { message = 'why', Message: _, ...fields } = told
    const shown = protocol.includes('json') ? fields : {}
    const answer = refusal(model, code, { message: String(message), fields: shown })
    await expect(sdk.reads(operation, answer)).rejects.toMatchObject({ name: code, message, ...shown })
    count(`${protocol} output`, 'passed')
  })
})

describe('the lists of exceptions', () => {
  const ids = (['input', 'output'] as const).flatMap((way) =>
    PROTOCOLS.flatMap((protocol) => casesOf(way, protocol).map(({ id }) => `${way} ${id}`)),
  )
  const listed = [
    ...Object.keys(NOT_NEEDED),
    ...[...Object.keys(READ_AS), ...WITHOUT_QUERY_MAP].map((id) => `input ${id}`),
    ...[...SDK_DIFFERS].map((id) => `output ${id}`),
  ]

  it('name cases that exist', () => expect(listed.filter((id) => !ids.includes(id))).toEqual([]))
})
