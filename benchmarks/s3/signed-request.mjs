// Owns: requests of S3 as an SDK sends them, as bytes: path style, with the hash of the body in the signature.
import { createHash, createSecretKey, randomUUID } from 'node:crypto'
import { signHeaders } from '../../packages/daypass/dist/signature/sign.js'
import { deriveSigningKey } from '../../packages/daypass/dist/signature/signing-keys.js'
import { formatAmzDate } from '../../packages/daypass/dist/signature/timestamp.js'

const REGION = 'us-east-1'
// The headers of boto3, so that the server has as much to read as in real use.
const AGENT =
  'Boto3/1.35.36 md/Botocore#1.35.36 ua/2.0 os/linux#6.1.0 md/arch#x86_64 lang/python#3.11.2 md/pyimpl#CPython cfg/retry-mode#legacy Botocore/1.35.36'

/**
 * @typedef {{ method: 'GET' | 'PUT', port: number, path: string, query?: string, body?: Buffer, payloadHash?: string, length?: number }} Asked
 * @param {import('../sts/load/signed-request.mjs').Key} key @param {Asked} asked @returns {Buffer} the request; without a body that it only declares
 */
export function signedRequest(key, { method, port, path, query = '', body = Buffer.alloc(0), payloadHash, length = body.length }) {
  const now = Date.now()
  const scope = { date: formatAmzDate(now).slice(0, 8), region: REGION, service: 's3' }
  const { headers } = signHeaders({
    request: { method, path, query, headers: ['Host', `127.0.0.1:${port}`] },
    accessKeyId: key.accessKeyId,
    signingKey: deriveSigningKey(createSecretKey(Buffer.from(key.secretAccessKey)), scope),
    region: REGION,
    service: 's3',
    payloadHash: payloadHash ?? createHash('sha256').update(body).digest('hex'),
    normalizePath: false,
    now,
    sendContentSha256: true,
  })
  const unsigned = [
    ...['Accept-Encoding', 'identity', 'User-Agent', AGENT, 'amz-sdk-invocation-id', randomUUID(), 'amz-sdk-request', 'attempt=1'],
    ...(method === 'PUT' ? ['Content-Length', String(length)] : []),
  ]
  const lines = [`${method} ${path}${query === '' ? '' : `?${query}`} HTTP/1.1`]
  const all = [...headers, ...unsigned]
  for (let at = 0; at < all.length; at += 2) lines.push(`${all[at]}: ${all[at + 1]}`)
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body])
}
