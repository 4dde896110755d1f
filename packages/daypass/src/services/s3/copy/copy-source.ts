import { splitPath } from '../../../wire/rest-xml/split-path.js'
import { invalidArgument } from '../errors.js'
import { checkVersionId } from '../versions/requested-version.js'

/** The object that a copy reads. */
export interface CopySource {
  readonly Bucket: string
  readonly Key: string
  readonly VersionId?: string
}

const HEADER = 'x-amz-copy-source'

/**
 * Reads `x-amz-copy-source`: bucket and key, decoded once as a path is, with or without a slash before them (S3 API reference, CopyObject). Letters that a
 * path could not have count as encoded: clients send them so.
 */
export function copySource(header: string): CopySource {
  const mark = header.indexOf('?')
  const path = mark < 0 ? header : header.slice(0, mark)
  const address = splitPath(`/${path.replace(/^\//, '').replace(/[^\x21-\x7e]/g, percent)}`)
  if (!address.ok || address.bucket === undefined || address.key === undefined)
    throw invalidArgument('Copy Source must mention the source bucket and key: sourcebucket/sourcekey', HEADER, header.slice(0, 1024))
  const { bucket: Bucket, key: Key } = address
  return mark < 0 ? { Bucket, Key } : { Bucket, Key, VersionId: versionIn(header, header.slice(mark + 1)) }
}

/** A header holds bytes, each as one Latin-1 letter. */
const percent = (char: string): string => `%${(char.charCodeAt(0) & 0xff).toString(16).padStart(2, '0')}`

const VERSION = 'versionId='

function versionIn(header: string, query: string): string {
  if (!query.startsWith(VERSION)) throw invalidArgument('Unsupported copy source parameter.', HEADER, header.slice(0, 1024))
  const versionId = query.slice(VERSION.length)
  checkVersionId(versionId)
  return versionId
}

/** The source as a policy names it: `bucket/key`, decoded, so that no spelling avoids a condition on it. */
export const sourceName = ({ Bucket, Key }: CopySource): string => `${Bucket}/${Key}`
