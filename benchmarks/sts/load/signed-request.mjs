// Owns: requests as an SDK sends them, as bytes. Signed by the product's own signer, which other tests compare with published vectors.
import { createHash, createSecretKey, randomUUID } from 'node:crypto'
import { signHeaders } from '../../../packages/daypass/dist/signature/sign.js'
import { deriveSigningKey } from '../../../packages/daypass/dist/signature/signing-keys.js'
import { formatAmzDate } from '../../../packages/daypass/dist/signature/timestamp.js'

/** @typedef {{ accessKeyId: string, secretAccessKey: string, sessionToken?: string }} Key */

const VERSIONS = { sts: '2011-06-15', iam: '2010-05-08' }
const REGION = 'us-east-1'
// The headers of boto3, so that the server has as much to read as in real use.
const AGENT =
  'Boto3/1.35.36 md/Botocore#1.35.36 ua/2.0 os/linux#6.1.0 md/arch#x86_64 lang/python#3.11.2 md/pyimpl#CPython cfg/retry-mode#legacy Botocore/1.35.36'

/**
 * A form; with a target, JSON. @param {Key} key @param {{ service: 'sts' | 'iam' | 'organizations', port: number, parameters: object, target?: string }}
 * asked @returns {Buffer}
 */
export function signedRequest(key, { service, port, parameters, target }) {
  const body =
    target === undefined ? new URLSearchParams({ ...parameters, Version: VERSIONS[service] }).toString() : JSON.stringify(parameters)
  const kind =
    target === undefined
      ? ['Content-Type', 'application/x-www-form-urlencoded; charset=utf-8']
      : ['Content-Type', 'application/x-amz-json-1.1', 'X-Amz-Target', target]
  const now = Date.now()
  const scope = { date: formatAmzDate(now).slice(0, 8), region: REGION, service }
  const { headers } = signHeaders({
    request: {
      method: 'POST',
      path: '/',
      query: '',
      headers: ['Host', `127.0.0.1:${port}`, ...kind],
    },
    accessKeyId: key.accessKeyId,
    signingKey: deriveSigningKey(createSecretKey(Buffer.from(key.secretAccessKey)), scope),
    region: REGION,
    service,
    payloadHash: createHash('sha256').update(body).digest('hex'),
    normalizePath: true,
    now,
    sendContentSha256: false,
    ...(key.sessionToken === undefined ? {} : { sessionToken: key.sessionToken }),
  })
  return bytesOf([...headers, ...unsignedHeaders(), 'Content-Length', String(body.length)], body)
}

const unsignedHeaders = () => [
  'Accept-Encoding',
  'identity',
  'User-Agent',
  AGENT,
  'amz-sdk-invocation-id',
  randomUUID(),
  'amz-sdk-request',
  'attempt=1',
]

/** A form of a client that has no key. @param {{ service: 'sts' | 'iam', port: number, parameters: object }} asked @returns {Buffer} */
export function unsignedRequest({ service, port, parameters }) {
  const body = new URLSearchParams({ ...parameters, Version: VERSIONS[service] }).toString()
  const headers = ['Host', `127.0.0.1:${port}`, 'Content-Type', 'application/x-www-form-urlencoded; charset=utf-8']
  return bytesOf([...headers, ...unsignedHeaders(), 'Content-Length', String(body.length)], body)
}

/** @param {string[]} headers @param {string} body */
function bytesOf(headers, body) {
  const lines = ['POST / HTTP/1.1']
  for (let i = 0; i < headers.length; i += 2) lines.push(`${headers[i]}: ${headers[i + 1]}`)
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`, 'latin1')
}

/** The same request with the last digits of its signature changed: well-formed, of a known key, but invalid. @param {Buffer} request */
export function withFalseSignature(request) {
  const text = request.toString('latin1')
  return Buffer.from(
    text.replace(/Signature=([0-9a-f]{60})([0-9a-f]{4})/, (_, kept, last) => `Signature=${kept}${last === '0000' ? '1111' : '0000'}`),
    'latin1',
  )
}
