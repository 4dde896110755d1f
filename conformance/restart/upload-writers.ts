// Owns: concurrent writers of uploads in parts and of copies, which remember what was acknowledged, and what of it a server has after a crash.
import { createHash, randomBytes } from 'node:crypto'
import { ask } from '../requests/bench.js'
import { element, type Reply, type Signer, type Unsigned } from '../signed-request.js'
import { between, listObjects, pages } from './listed.js'
import { type Memory, md5, readObject, remember, settle, writeUntilGone } from './writers.js'

/** The least size of a part that is not the last. */
const PART = 5_242_880

/** An upload, and the last call for its end, if there was one. */
interface Upload {
  readonly key: string
  readonly id: string
  /** Size and MD5 of each part, by its number. */
  readonly parts: Memory
  /** The object that a completion makes, as it is listed; undefined for an abort. */
  end?: { readonly object: string | undefined; isAcknowledged: boolean }
}

/** What a request does. */
type Kind = 'put' | 'begin' | 'part' | 'part copy' | 'completion' | 'abort' | 'copy' | 'list'

interface Asked extends Partial<Unsigned> {
  readonly kind: Kind
  readonly method: string
  readonly key: string
}

const addTo = (counts: Map<Kind, number>, kind: Kind) => counts.set(kind, (counts.get(kind) ?? 0) + 1)
const someBytes = (): Buffer => randomBytes(1 + Math.floor(Math.random() ** 3 * 200_000))
const largePart = (): Buffer => Buffer.concat([randomBytes(16), Buffer.alloc(PART - 16)])

/** The writers of all rounds, over one bucket. */
export class UploadWriters {
  readonly #root: Signer
  readonly #bucket: string
  readonly #objects: Memory = new Map()
  /** Size and MD5 of an object's bytes, by its size and entity tag. */
  readonly #bytes = new Map<string, string>()
  readonly #uploads = new Map<string, Upload>()
  #touched = new Set<string>()
  #serial = 0
  #onAnswer: () => void = () => undefined
  /** How many requests of each kind were answered, and how many had no answer because the server was killed. */
  readonly answered = new Map<Kind, number>()
  readonly cutOff = new Map<Kind, number>()

  constructor(root: Signer, bucket: string) {
    this.#root = root
    this.#bucket = bucket
  }

  /** Makes the objects that are copied: in the store, in a file, in parts. */
  async makeSources(): Promise<void> {
    for (const [n, size] of [100, 150_000].entries()) await this.#put(`source-${n}`, randomBytes(size))
    await this.#uploadInParts('source-2', [largePart(), randomBytes(1_000)])
  }

  /** Writes until the server is gone. `onAnswer` is called for every request that was answered. */
  async round(onAnswer: () => void): Promise<void> {
    this.#onAnswer = onAnswer
    const small = () => this.#uploadInParts(this.#next('small'), [someBytes()])
    const large = () => this.#uploadInParts(this.#next('large'), [largePart(), someBytes()])
    const again = () => this.#uploadInParts(`again-${this.#serial % 3}`, [someBytes()])
    const copy = () => this.#copy(this.#next('copy'))
    // One writer for a key: two at once could be answered in another order than they were done.
    const replaced = () => this.#copy(`copied-${this.#serial % 3}`)
    await writeUntilGone([small, small, large, again, copy, copy, replaced, () => this.#copyPart(), () => this.#abort()], () => undefined)
  }

  /** What is wrong after a crash: lost, torn, half visible. Ends the uploads that are still in progress, with the parts that are there. */
  async wrong(): Promise<string[]> {
    const listed = await listObjects(this.#root, this.#bucket)
    const wrong = settle(this.#objects, listed)
    const inProgress = await this.#listUploads()
    for (const upload of this.#uploads.values()) wrong.push(...(await this.#wrongOf(upload, inProgress.has(upload.id))))
    for (const [id, key] of inProgress) await this.#finish(this.#uploads.get(id), { id, key })
    this.#uploads.clear()
    for (const key of this.#touched) {
      const value = this.#objects.get(key)?.acknowledged
      if (value === undefined) continue
      const read = await readObject(this.#root, this.#bucket, key)
      if (read !== this.#bytes.get(value)) wrong.push(`${key}: reads as ${read}, is ${value}`)
    }
    this.#touched = new Set()
    return wrong
  }

  async #wrongOf(upload: Upload, isInProgress: boolean): Promise<string[]> {
    const { id, key, parts, end } = upload
    const name = `the upload ${id} of ${key}`
    if (isInProgress) {
      if (end?.isAcknowledged === true) return [`${name} is in progress after its end was acknowledged`]
      if (end?.object !== undefined && this.#objects.get(key)?.acknowledged === end.object) return [`${name} is in progress, and complete`]
      return settle(parts, await this.#listParts(upload)).map((text) => `${name}: part ${text}`)
    }
    if (end === undefined) return [`${name} is lost`]
    // The object of an acknowledged completion may be replaced by now.
    const isThere = end.isAcknowledged || end.object === undefined || this.#objects.get(key)?.acknowledged === end.object
    return isThere ? [] : [`${name} is gone, and there is no object`]
  }

  /** Completes an upload with the parts that it has, or aborts it. */
  async #finish(upload: Upload | undefined, { id, key }: { id: string; key: string }): Promise<void> {
    const parts = upload === undefined ? new Map<string, string>() : await this.#listParts(upload)
    // The bytes of a large part are known only with those of the others: an upload of one part is enough to read it back.
    if (upload === undefined || parts.size !== 1)
      return void (await this.#ask({ kind: 'abort', method: 'DELETE', key, query: `uploadId=${id}` }))
    const [value = ''] = parts.values()
    const [size = '', sum = ''] = value.split(' ')
    const object = listedAs([{ size: Number(size), md5: sum }])
    this.#bytes.set(object, value)
    await this.#complete(upload, object)
  }

  #next(kind: string): string {
    this.#serial += 1
    return `${kind}-${this.#serial}`
  }

  async #ask({ kind, method, key, ...more }: Asked): Promise<Reply> {
    try {
      const reply = await ask(this.#root, { service: 's3', method, path: `/${this.#bucket}${key === '' ? '' : `/${key}`}`, ...more })
      addTo(this.answered, kind)
      this.#onAnswer()
      return reply
    } catch (error) {
      if ((error as { code?: string }).code === 'ECONNRESET') addTo(this.cutOff, kind)
      throw error
    }
  }

  async #write(key: string, { value, perform }: { value: string; perform: () => Promise<unknown> }): Promise<void> {
    this.#touched.add(key)
    await remember(this.#objects, key, { value, perform })
  }

  async #put(key: string, body: Buffer): Promise<void> {
    const value = `${body.length} ${md5(body)}`
    this.#bytes.set(value, value)
    await this.#write(key, { value, perform: () => this.#ask({ kind: 'put', method: 'PUT', key, body }) })
  }

  async #begin(key: string): Promise<Upload> {
    const { text } = await this.#ask({ kind: 'begin', method: 'POST', key, query: 'uploads=' })
    const upload: Upload = { key, id: element(text, 'UploadId'), parts: new Map() }
    this.#uploads.set(upload.id, upload)
    return upload
  }

  async #part({ key, id, parts }: Upload, number: number, body: Buffer): Promise<void> {
    const perform = () => this.#ask({ kind: 'part', method: 'PUT', key, query: `partNumber=${number}&uploadId=${id}`, body })
    await remember(parts, String(number), { value: `${body.length} ${md5(body)}`, perform })
  }

  async #uploadInParts(key: string, bodies: readonly Buffer[]): Promise<void> {
    const upload = await this.#begin(key)
    // A part that is put again replaces the first.
    if (bodies.length === 1) await this.#part(upload, 1, someBytes())
    for (const [i, body] of bodies.entries()) await this.#part(upload, i + 1, body)
    const object = listedAs(bodies.map((body) => ({ size: body.length, md5: md5(body) })))
    const bytes = Buffer.concat(bodies)
    this.#bytes.set(object, `${bytes.length} ${md5(bytes)}`)
    await this.#complete(upload, object)
  }

  async #complete(upload: Upload, object: string): Promise<void> {
    const { key, id, parts } = upload
    const named = [...parts].map(([number, { acknowledged }]) =>
      acknowledged === undefined ? '' : `<Part><PartNumber>${number}</PartNumber><ETag>${acknowledged.split(' ')[1]}</ETag></Part>`,
    )
    const body = Buffer.from(`<CompleteMultipartUpload>${named.join('')}</CompleteMultipartUpload>`)
    upload.end = { object, isAcknowledged: false }
    await this.#write(key, {
      value: object,
      perform: () => this.#ask({ kind: 'completion', method: 'POST', key, query: `uploadId=${id}`, body }),
    })
    upload.end.isAcknowledged = true
  }

  async #abort(): Promise<void> {
    const upload = await this.#begin(this.#next('aborted'))
    await this.#part(upload, 1, someBytes())
    upload.end = { object: undefined, isAcknowledged: false }
    await this.#ask({ kind: 'abort', method: 'DELETE', key: upload.key, query: `uploadId=${upload.id}` })
    upload.end.isAcknowledged = true
  }

  /** One of the sources, and its bytes. */
  #source(): { headers: string[]; read: string } {
    const source = `source-${this.#serial % 3}`
    const read = this.#bytes.get(this.#objects.get(source)?.acknowledged ?? '') ?? ''
    return { headers: ['x-amz-copy-source', `/${this.#bucket}/${source}`], read }
  }

  async #copy(key: string): Promise<void> {
    const { headers, read } = this.#source()
    this.#bytes.set(read, read)
    await this.#write(key, { value: read, perform: () => this.#ask({ kind: 'copy', method: 'PUT', key, headers }) })
  }

  async #copyPart(): Promise<void> {
    const upload = await this.#begin(this.#next('part'))
    const { headers, read } = this.#source()
    const query = `partNumber=1&uploadId=${upload.id}`
    await remember(upload.parts, '1', {
      value: read,
      perform: () => this.#ask({ kind: 'part copy', method: 'PUT', key: upload.key, query, headers }),
    })
    const [size = '', sum = ''] = read.split(' ')
    const object = listedAs([{ size: Number(size), md5: sum }])
    this.#bytes.set(object, read)
    await this.#complete(upload, object)
  }

  async #listUploads(): Promise<Map<string, string>> {
    const { text } = await this.#ask({ kind: 'list', method: 'GET', key: '', query: 'uploads=' })
    return new Map(between(text, 'Upload').map((one) => [element(one, 'UploadId'), element(one, 'Key')]))
  }

  async #listParts({ key, id }: Upload): Promise<Map<string, string>> {
    const page = (): Unsigned => ({ service: 's3', method: 'GET', path: `/${this.#bucket}/${key}`, query: `uploadId=${id}` })
    const xml = await pages(this.#root, page, 'NoFurtherPage')
    const etag = (one: string) => element(one, 'ETag').replaceAll('"', '')
    return new Map(between(xml, 'Part').map((one) => [element(one, 'PartNumber'), `${element(one, 'Size')} ${etag(one)}`]))
  }
}

/** Size and entity tag of an object of parts: the MD5 of their MD5s, and how many they are. */
function listedAs(parts: readonly { readonly size: number; readonly md5: string }[]): string {
  const hash = createHash('md5')
  for (const part of parts) hash.update(Buffer.from(part.md5, 'hex'))
  return `${parts.reduce((sum, { size }) => sum + size, 0)} ${hash.digest('hex')}-${parts.length}`
}
