import { describe, expect, it } from 'vitest'
import { loadModel } from '../model.js'
import { readXml } from '../rest-xml/read-xml.js'
import { encodeQueryError, encodeQueryOutput } from './encode-query-output.js'

const sts = loadModel('sts')
const iam = loadModel('iam')
const requestId = 'c6104cbe-af31-11e0-8154-cbc7ccf896c7'
const credentials = { AccessKeyId: 'ASIA', SecretAccessKey: 's', SessionToken: 't&<', Expiration: new Date('2020-05-19T18:06:10.900Z') }

describe('encodeQueryOutput', () => {
  it('wraps the result as in the contract, with dates without milliseconds and text escaped', () => {
    const answer = { operation: 'GetSessionToken', output: { Credentials: credentials }, requestId, format: 'xml' } as const
    expect(encodeQueryOutput(sts, answer)).toEqual({
      contentType: 'text/xml',
      body:
        '<GetSessionTokenResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetSessionTokenResult><Credentials>' +
        '<AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t&amp;&lt;</SessionToken>' +
        '<Expiration>2020-05-19T18:06:10Z</Expiration></Credentials></GetSessionTokenResult>' +
        `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></GetSessionTokenResponse>\n`,
    })
  })

  it('writes JSON with seconds since 1970', () => {
    const { contentType, body } = encodeQueryOutput(sts, {
      operation: 'GetSessionToken',
      output: { Credentials: credentials },
      requestId,
      format: 'json',
    })
    expect(contentType).toBe('application/json')
    expect(JSON.parse(body)).toEqual({
      GetSessionTokenResponse: {
        GetSessionTokenResult: { Credentials: { ...credentials, Expiration: 1589911570 } },
        ResponseMetadata: { RequestId: requestId },
      },
    })
  })

  it.each([
    [
      'xml',
      `<DeleteRoleResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></DeleteRoleResponse>\n`,
    ],
    ['json', '{"DeleteRoleResponse":{"ResponseMetadata":{"RequestId":"r"}}}'],
  ] as const)('has no result element for an operation without output (%s)', (format, body) => {
    expect(encodeQueryOutput(iam, { operation: 'DeleteRole', output: undefined, requestId: 'r', format }).body).toBe(body)
  })

  it('writes lists as member elements and empty lists as an empty element, and leaves out absent members', () => {
    const output = { PolicyNames: ['a', 'b'], IsTruncated: false, Marker: undefined, Secret: 'not in the model' }
    const { body } = encodeQueryOutput(iam, { operation: 'ListRolePolicies', output, requestId, format: 'xml' })
    expect(body).toContain('<PolicyNames><member>a</member><member>b</member></PolicyNames><IsTruncated>false</IsTruncated></ListRole')
    expect(body).not.toContain('Secret')
    const empty = encodeQueryOutput(iam, { operation: 'ListRolePolicies', output: { PolicyNames: [] }, requestId, format: 'xml' })
    expect(empty.body).toContain('<ListRolePoliciesResult><PolicyNames></PolicyNames></ListRolePoliciesResult>')
  })

  it('keeps names distinct that XML 1.0 cannot represent', () => {
    const output = { ContextKeyNames: ['s3:a\u0019', 's3:a\u001a'] }
    const { body } = encodeQueryOutput(iam, { operation: 'GetContextKeysForCustomPolicy', output, requestId, format: 'xml' })
    expect(body).toContain('<member>s3:a&#x19;</member><member>s3:a&#x1a;</member>')
  })

  it.each([{ Arn: 5 }, { Arn: { toString: () => 'x' } }, { Arn: ['x'] }])('treats %j as a defect', (output) => {
    for (const format of ['xml', 'json'] as const) {
      expect(() => encodeQueryOutput(sts, { operation: 'GetCallerIdentity', output, requestId, format })).toThrow(TypeError)
    }
  })
})

describe('encodeQueryError', () => {
  const failure = { code: 'AccessDenied', message: 'User: <x> & "y"', fault: 'Sender', requestId } as const

  it('has the layout of AWS, with RequestId next to Error', () => {
    expect(encodeQueryError(sts, { ...failure, format: 'xml' })).toEqual({
      contentType: 'text/xml',
      body: `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <Error>
    <Type>Sender</Type>
    <Code>AccessDenied</Code>
    <Message>User: &lt;x&gt; &amp; &quot;y&quot;</Message>
  </Error>
  <RequestId>${requestId}</RequestId>
</ErrorResponse>
`,
    })
  })

  it('is JSON if requested', () => {
    const { contentType, body } = encodeQueryError(sts, { ...failure, format: 'json' })
    expect(contentType).toBe('application/json')
    expect(JSON.parse(body)).toEqual({ Error: { Code: 'AccessDenied', Message: failure.message, Type: 'Sender' }, RequestId: requestId })
  })

  it('parses, whatever the message contains', () => {
    const { body } = encodeQueryError(sts, { ...failure, message: '\u0000\ud800]]>\u{1F600}', format: 'xml' })
    const document = readXml(body, { depth: 8, nodes: 16 })
    expect(document.ok && document.root.children[0]?.children[2]?.text).toBe('\uFFFD\uFFFD]]>\u{1F600}')
  })
})
