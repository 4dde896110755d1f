import { CutOff, NoRoom, noRoom, Overdue } from '../../../core/body.js'
import type { WireError } from '../../../core/error.js'
import type { Body, FormUpload, Payload, Request, Routed } from '../../../core/exchange.js'
import type { ServiceFacts } from '../../../core/service.js'
import {
  boundaryOf,
  type FormData,
  FormDataProblem,
  type FormDataProblemCode,
  type FormFile,
  readFormData,
} from '../../../wire/multipart/form-data.js'
import { decodeRestInput } from '../../../wire/rest-xml/decode-rest-input.js'
import { addressLabels, keyProblem } from '../../../wire/rest-xml/split-path.js'
import type { ServiceModel } from '../../../wire/service-model.js'
import { RestXmlError } from './s3-error.js'
import { wireErrorOf } from '../whole-body.js'

/** Bytes of the fields (S3 user guide, "POST object restrictions": 20 KB before the file), and of what may follow the file, which is our choice. */
const BOUNDS = { fields: 20_480, rest: 65_536 }
/** Headers of a put that a form has as fields, besides `x-amz-*` (S3 API reference, POST Object). */
const FIELDS: ReadonlySet<string> = new Set(
  'cache-control content-disposition content-encoding content-language content-md5 content-type expires'.split(' '),
)
/** The field of each name is the header of the other. */
const RENAMED: ReadonlyMap<string, string> = new Map([
  ['acl', 'x-amz-acl'],
  ['tagging', 'x-amz-tagging'],
])
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/

const PROBLEMS: Readonly<Record<FormDataProblemCode, (detail: string) => WireError>> = {
  malformed: (reason) =>
    new RestXmlError('MalformedPOSTRequest', 'The body of your POST request is not well-formed multipart/form-data.', {
      reason,
      explanation: reason,
    }),
  'fields-too-large': () =>
    new RestXmlError('MaxPostPreDataLengthExceededError', 'Your POST request fields preceding the upload file were too large.', {
      fields: { MaxPostPreDataLength: String(BOUNDS.fields) },
    }),
  truncated: () => incomplete(),
}

const incomplete = (): WireError =>
  new RestXmlError('IncompleteBody', 'You did not provide the number of bytes specified by the Content-Length HTTP header')

interface Where {
  readonly service: ServiceFacts
  readonly model: ServiceModel
  readonly bucket: string
}

/**
 * The route of a browser's form: POST on a bucket, without a query. The form is read up to its file, because its fields say who made it; the file
 * streams after that is verified.
 * Source: S3 API reference, POST Object; the error for another body was recorded.
 */
export async function postObjectRoute({ service, model, bucket }: Where, request: Request): Promise<Routed> {
  const operation = service.operations.get('PostObject')
  if (operation === undefined) throw new Error(`${service.name} does not take forms`)
  const boundary = boundaryOf(request.headers['content-type'])
  if (boundary === undefined)
    throw new RestXmlError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', {
      fields: { Condition: 'Bucket POST must be of the enclosure-type multipart/form-data' },
    })
  if (boundary === '') throw PROBLEMS.malformed('the Content-Type has no boundary')
  refuseHeaders(request)
  const form = await readFormData(request.body, boundary, BOUNDS).catch(formError)
  const { file } = form
  if (file === undefined)
    throw new RestXmlError('IncorrectNumberOfFilesInPostRequest', 'POST requires exactly one file upload per request.')
  const upload = uploadOf(model, form, { request, file })
  const decode = (payload: Payload) => decodeForm(model, { bucket, form, fileName: file.name, request, upload, payload })
  return { operation, bucket, upload, decode, readsInput: true }
}

/** In a form these are fields, under the policy; a header would be outside it. CloudFront adds the one that is let pass. */
function refuseHeaders({ headers }: Request): void {
  const stray = Object.keys(headers).find((name) => name.startsWith('x-amz-') && name !== 'x-amz-cf-id')
  if (stray === undefined) return
  throw new RestXmlError('InvalidArgument', `A form cannot have the header ${stray}. Send it as a field, before the file.`, {
    fields: { ArgumentName: stray },
  })
}

function uploadOf(model: ServiceModel, { fields }: FormData, { request, file }: { request: Request; file: FormFile }): FormUpload {
  const headers: Record<string, string> = Object.create(null)
  const others = new Set(model.operations.get('PutObject')?.input?.members.map(({ wireName }) => wireName.toLowerCase()))
  for (const [name, value] of fields) {
    const isHeader = FIELDS.has(name) || RENAMED.has(name) || name.startsWith('x-amz-')
    if (isHeader && !VALUE.test(value))
      throw new RestXmlError('InvalidArgument', `The field ${name} cannot hold control characters.`, { fields: { ArgumentName: name } })
    if (!isHeader && name !== 'key' && name !== 'bucket' && others.has(name))
      throw new RestXmlError('NotImplemented', 'A header you provided implies functionality that is not implemented', {
        fields: { Header: name },
        reason: `the field ${name} of a form is not supported`,
      })
    headers[name] = value
  }
  const { body } = request
  const read: Body = {
    [Symbol.asyncIterator]: () => fileBytes(file.bytes),
    flows: () => body.flows?.(),
    believed: () => body.believed?.(),
  }
  return { headers, rawHeaders: Object.entries(headers).flat(), body: read, release: file.release }
}

async function* fileBytes(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* bytes
  } catch (error) {
    if (error instanceof FormDataProblem) throw PROBLEMS[error.problem](error.message)
    throw error
  }
}

/** The errors of reading the fields, in S3's words. */
function formError(error: unknown): never {
  if (error instanceof FormDataProblem) throw PROBLEMS[error.problem](error.message)
  if (error instanceof NoRoom) throw noRoom()
  if (error instanceof Overdue)
    throw new RestXmlError(
      'RequestTimeout',
      'Your socket connection to the server was not read from or written to within the timeout period. Idle connections will be closed.',
    )
  const code = (error as { code?: unknown }).code
  throw error instanceof CutOff || code === 'ECONNRESET' || code === 'ABORT_ERR' || code === 'ERR_STREAM_PREMATURE_CLOSE'
    ? incomplete()
    : error
}

interface Decoding {
  readonly bucket: string
  readonly form: FormData
  readonly fileName: string
  readonly request: Request
  readonly upload: FormUpload
  readonly payload: Payload
}

/** A put of the file, with the form as a part of its input. */
function decodeForm(model: ServiceModel, { bucket, form, fileName, request, upload, payload }: Decoding): object {
  const fields = new Map([...form.fields].map(([name, value]) => [name, utf8Of(value)]))
  const given = fields.get('key')
  // A browser may send the path of the file; S3 takes what follows the last slash or backslash.
  const key = given?.replaceAll(`\${filename}`, () => utf8Of(fileName).replace(/^.*[/\\]/s, ''))
  if (key !== undefined) fields.set('key', key)
  const wrong = key === undefined ? undefined : keyProblem(key)
  if (wrong !== undefined) throw wireErrorOf(wrong.problem)
  const headers = Object.fromEntries(Object.entries(upload.headers).map(([name, value]) => [RENAMED.get(name) ?? name, value]))
  const read = { labels: addressLabels({ bucket, key: key ?? '' }), query: new Map<string, string>(), headers, body: payload.stream() }
  const decoded = decodeRestInput(model, 'PutObject', read)
  if (!decoded.ok) throw wireErrorOf(decoded.problem)
  return { ...decoded.input, trailers: payload.trailers, form: { fields, base: baseOf(request, bucket) } }
}

const utf8Of = (text: string): string => Buffer.from(text, 'latin1').toString('utf8')

/** The address of the bucket, as the browser reached it. */
const baseOf = ({ secure, headers, hostBucket }: Request, bucket: string): string =>
  `${secure ? 'https' : 'http'}://${headers.host}/${hostBucket === undefined ? `${bucket}/` : ''}`
