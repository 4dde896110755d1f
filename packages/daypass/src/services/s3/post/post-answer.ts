import type { Answer } from '../../../core/exchange.js'
import type { PutObjectOutput } from '../../../wire/generated/s3.js'
import { escapeXml } from '../../../wire/xml-text.js'
import type { PostInput } from '../browser-operations.js'

/** What a put tells of the object. */
export type PutOutput = Pick<PutObjectOutput, 'ETag' | 'ServerSideEncryption' | 'VersionId'>

/**
 * The answer to a form: a redirect with bucket, key and ETag, if the form asks for one to a URL of HTTP; else 200, 201 with a document, or 204, which is
 * also for any other status (S3 API reference, POST Object).
 */
export function postAnswer({ Bucket, Key, form: { fields, base } }: PostInput, put: PutOutput): Answer {
  const location = base + Key.split('/').map(encodeURIComponent).join('/')
  const { ETag: etag = '' } = put
  const about = { ETag: etag, ...headersOf(put) }
  const headers = { ...about, Location: location }
  const target = redirectTo(fields.get('success_action_redirect') ?? fields.get('redirect'), { bucket: Bucket, key: Key, etag })
  if (target !== undefined) return { status: 303, headers: { ...about, Location: target }, body: '' }
  const status = fields.get('success_action_status')
  if (status === '200') return { status: 200, headers, body: '' }
  if (status !== '201') return { status: 204, headers, body: '' }
  const elements = { Location: location, Bucket, Key, ETag: etag }
  const inner = Object.entries(elements).map(([name, text]) => `<${name}>${escapeXml(text)}</${name}>`)
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<PostResponse>${inner.join('')}</PostResponse>`
  return { status: 201, headers: { ...headers, 'Content-Type': 'application/xml' }, body }
}

/** The headers of a put that every answer to a form has, whatever its status. */
function headersOf({ ServerSideEncryption, VersionId }: PutOutput): Record<string, string> {
  return {
    ...(ServerSideEncryption !== undefined && { 'x-amz-server-side-encryption': ServerSideEncryption }),
    ...(VersionId !== undefined && { 'x-amz-version-id': VersionId }),
  }
}

function redirectTo(given: string | undefined, about: Readonly<Record<string, string>>): string | undefined {
  if (given === undefined || !URL.canParse(given)) return undefined
  const url = new URL(given)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined
  const added = Object.entries(about).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  url.search = [url.search.slice(1), ...added].filter((part) => part !== '').join('&')
  return url.href
}
