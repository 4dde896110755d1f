import type { Tagging } from '../../../wire/generated/s3.js'
import { loadModel } from '../../../wire/model.js'
import { decodePayload } from '../../../wire/rest-xml/decode-xml.js'
import { malformedXml } from '../errors.js'

/** The tags of a form's `tagging` field, an XML document as PutObjectTagging takes it, as `x-amz-tagging` has them. `MalformedXML` for anything else. */
export function formTagging(xml: string): string {
  const model = loadModel('s3')
  const payload = model.operations.get('PutObjectTagging')?.input?.payload
  if (payload === undefined) throw new Error('the model of S3 has no body for PutObjectTagging')
  const read = decodePayload(payload, xml, model.xmlNamespace)
  if (!read.ok || read.value === undefined) throw malformedXml()
  const { TagSet } = read.value as Tagging
  return TagSet.map(({ Key, Value }) => `${encodeURIComponent(Key)}=${encodeURIComponent(Value)}`).join('&')
}
