import { requireMetadataSize } from '../../../core/hoisted-headers.js'
import type { ObjectRecord } from '../../../directory/s3/object.js'
import type { GetObjectRequest, PutObjectRequest } from '../../../wire/generated/s3.js'
import { encodedWords } from '../../../wire/rest-xml/encoded-words.js'
import { S3Error } from '../error.js'

type Headers = ObjectRecord['headers']

const DEFAULT_TYPE = 'binary/octet-stream'

/** The headers of a put that reads return later. `aws-chunked` is how the body was sent, not what it is. */
export function headersToKeep(input: PutObjectRequest): Headers {
  const headers = {
    'content-type': input.ContentType || DEFAULT_TYPE,
    'cache-control': input.CacheControl,
    'content-disposition': input.ContentDisposition,
    'content-encoding': withoutFraming(input.ContentEncoding),
    'content-language': input.ContentLanguage,
    expires: input.Expires,
  }
  return Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
}

/** The header as sent, without `aws-chunked` and its comma; undefined when nothing is left. */
function withoutFraming(encoding: string | undefined): string | undefined {
  const codings = (encoding ?? '').split(',')
  const kept = codings.filter((coding) => coding.trim().toLowerCase() !== 'aws-chunked')
  const left = kept.length === codings.length ? encoding : kept.join(',').trim()
  return left === '' ? undefined : left
}

/** Stored headers as members of an answer, each replaced by the override in the request (`response-content-type` and the like), if any. */
export function headerMembers(headers: Headers, input: GetObjectRequest) {
  return {
    ContentType: input.ResponseContentType ?? headers['content-type'],
    CacheControl: input.ResponseCacheControl ?? headers['cache-control'],
    ContentDisposition: input.ResponseContentDisposition ?? headers['content-disposition'],
    ContentEncoding: input.ResponseContentEncoding ?? headers['content-encoding'],
    ContentLanguage: input.ResponseContentLanguage ?? headers['content-language'],
    Expires: input.ResponseExpires?.toUTCString() ?? headers.expires,
  }
}

/** Whether a read overrides any stored headers. */
export const overridesHeaders = (input: GetObjectRequest): boolean =>
  [
    input.ResponseContentType,
    input.ResponseCacheControl,
    input.ResponseContentDisposition,
    input.ResponseContentEncoding,
    input.ResponseContentLanguage,
    input.ResponseExpires,
  ].some((value) => value !== undefined)

/** The maximum of header bytes that a put may store: S3 accepts 8 KB with a put (S3 API reference, PutObject), and clients no more than 16 KB (node). */
const MAX_KEPT = 8_192
/** Bytes per header, besides name and value. */
const FRAME = ': \r\n'.length
const METADATA = 'x-amz-meta-'

/** Refuses headers that reads could not return: each counts with its size in their answers. */
export function checkKeptSize(input: PutObjectRequest): void {
  let size = 0
  for (const [name, value] of Object.entries(headersToKeep(input))) size += name.length + value.length + FRAME
  for (const [name, value] of Object.entries(input.Metadata ?? {}))
    size += METADATA.length + name.length + encodedWords(value).length + FRAME
  if (size <= MAX_KEPT) return
  const message = 'Your request header section exceeds the maximum allowed request header section size'
  throw new S3Error('RequestHeaderSectionTooLarge', message, { fields: { MaxSizeAllowed: String(MAX_KEPT) } })
}

/** Refuses more user metadata than S3 stores. */
export function checkMetadata(metadata: PutObjectRequest['Metadata']): void {
  let size = 0
  for (const [name, value] of Object.entries(metadata ?? {})) size += Buffer.byteLength(name) + Buffer.byteLength(value)
  requireMetadataSize(size)
}
