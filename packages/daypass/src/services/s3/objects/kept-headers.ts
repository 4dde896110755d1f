import { requireMetadataSize } from '../../../core/hoisted-headers.js'
import type { ObjectRecord } from '../../../directory/s3/object.js'
import type { GetObjectRequest, PutObjectRequest } from '../../../wire/generated/s3.js'
import { encodedWords } from '../../../wire/rest-xml/encoded-words.js'
import { S3Error } from '../error.js'

type Headers = ObjectRecord['headers']

const DEFAULT_TYPE = 'binary/octet-stream'

/** The headers of a put that later reads give back. `aws-chunked` was how the body travelled, not what it is. */
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

/** What was sent, letter for letter, but for `aws-chunked` and its comma; undefined where nothing is left. */
function withoutFraming(encoding: string | undefined): string | undefined {
  const codings = (encoding ?? '').split(',')
  const kept = codings.filter((coding) => coding.trim().toLowerCase() !== 'aws-chunked')
  const left = kept.length === codings.length ? encoding : kept.join(',').trim()
  return left === '' ? undefined : left
}

/** Kept headers as members of an answer, each replaced by what the request asks to see instead (`response-content-type` and its kin). */
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

/** Whether a read asks for other headers than the kept ones. */
export const overridesHeaders = (input: GetObjectRequest): boolean =>
  [
    input.ResponseContentType,
    input.ResponseCacheControl,
    input.ResponseContentDisposition,
    input.ResponseContentEncoding,
    input.ResponseContentLanguage,
    input.ResponseExpires,
  ].some((value) => value !== undefined)

/** Bytes of headers that a put may leave behind: S3 takes 8 KB with a put (S3 API reference, PutObject), and clients of an answer no more than 16 (node). */
const MAX_KEPT = 8_192
/** Of each header, besides name and value. */
const FRAME = ': \r\n'.length
const METADATA = 'x-amz-meta-'

/** Refuses headers that reads could not give back: each counts as it will stand in their answers. */
export function checkKeptSize(input: PutObjectRequest): void {
  let size = 0
  for (const [name, value] of Object.entries(headersToKeep(input))) size += name.length + value.length + FRAME
  for (const [name, value] of Object.entries(input.Metadata ?? {}))
    size += METADATA.length + name.length + encodedWords(value).length + FRAME
  if (size <= MAX_KEPT) return
  const message = 'Your request header section exceeds the maximum allowed request header section size'
  throw new S3Error('RequestHeaderSectionTooLarge', message, { fields: { MaxSizeAllowed: String(MAX_KEPT) } })
}

/** Refuses more user metadata than S3 keeps. */
export function checkMetadata(metadata: PutObjectRequest['Metadata']): void {
  let size = 0
  for (const [name, value] of Object.entries(metadata ?? {})) size += Buffer.byteLength(name) + Buffer.byteLength(value)
  requireMetadataSize(size)
}
