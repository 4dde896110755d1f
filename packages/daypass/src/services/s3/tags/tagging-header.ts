import { formDecode } from '../../../wire/read-form.js'
import { invalidArgument } from '../errors.js'
import { OBJECT_TAGS, readTags, type S3Tags } from './tag-set.js'

const HEADER = 'x-amz-tagging'
const MALFORMED = `The header '${HEADER}' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.`
const plain = /^[^=,;]*$/

/**
 * The tags of a put (S3 API reference, PutObject, `x-amz-tagging`: encoded as the parameters of a URL). A name twice, a bad escape, and a comma or an equals
 * sign that is not escaped are refused, as recorded on AWS.
 */
export function taggingHeader(header: string | undefined): S3Tags | undefined {
  if (header === undefined) return undefined
  const seen = new Set<string>()
  const tags = header.split('&').flatMap((pair) => {
    if (pair === '') return []
    const [key, value] = readPair(pair) ?? []
    if (key === undefined || value === undefined || seen.has(key)) throw invalidArgument(MALFORMED, HEADER, header)
    seen.add(key)
    return [{ Key: key, Value: value }]
  })
  return readTags(tags, OBJECT_TAGS)
}

function readPair(pair: string): [string, string] | undefined {
  const at = pair.indexOf('=')
  const [name, text] = at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)]
  const [key, value] = [formDecode(name), formDecode(text)]
  if (!plain.test(name) || !plain.test(text) || key === undefined || key === '' || value === undefined) return undefined
  return [key, value]
}
