// multipart: multipart/form-data as browsers send it (RFC 7578): the fields, and one file that streams. It owns bytes to fields, in bounded memory.
// It refuses what two readers could read differently: a field given twice, anything before the first part, a part without a name.

/** Why a form cannot be read. `truncated`: it ended in the middle. */
export type FormDataProblemCode = 'malformed' | 'fields-too-large' | 'truncated'

/** Thrown while a form is read, also while its file streams. `detail` is for logs. */
export class FormDataProblem extends Error {
  readonly problem: FormDataProblemCode

  constructor(problem: FormDataProblemCode, detail: string) {
    super(detail)
    this.problem = problem
  }
}

/** The file of a form. `bytes` are read once, to their end: the form is whole only then. `release` ends reading before that. */
export interface FormFile {
  readonly name: string
  readonly bytes: AsyncIterable<Uint8Array>
  readonly release: () => Promise<void>
}

/** A form up to its file. Texts have one character per byte, like headers, and are valid UTF-8. */
export interface FormData {
  /** In their order, by lower-case name. */
  readonly fields: ReadonlyMap<string, string>
  /** Absent if the form ended without one. */
  readonly file?: FormFile
}

export interface FormDataBounds {
  /** Bytes of all fields before the file, their headers included. */
  readonly fields: number
  /** Bytes after the file, which are ignored. */
  readonly rest: number
}

const BOUNDARY = /^multipart\/form-data\s*;(?:.*;)?\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))\s*(?:;|$)/i

/** The boundary in a Content-Type; undefined if it is not one of a form, empty if it has no valid boundary (RFC 2046, section 5.1.1). */
export function boundaryOf(contentType: string | undefined): string | undefined {
  if (contentType === undefined || !/^multipart\/form-data\s*(?:;|$)/i.test(contentType)) return undefined
  const found = BOUNDARY.exec(contentType)
  return found?.[1] ?? found?.[2] ?? ''
}

const FILE = 'file'
/** Bytes of the headers of one part. */
const MAX_HEAD = 4_096
const TOKEN = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,256}$/
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Reads a form up to its file, which is the field `file`. If it cannot be read, nothing more of `source` is. */
export async function readFormData(source: AsyncIterable<Uint8Array>, boundary: string, bounds: FormDataBounds): Promise<FormData> {
  const reader = new PartReader(source, boundary)
  try {
    return await readParts(reader, bounds)
  } catch (error) {
    await reader.release()
    throw error
  }
}

async function readParts(reader: PartReader, bounds: FormDataBounds): Promise<FormData> {
  const fields = new Map<string, string>()
  let left = bounds.fields
  await reader.skipFirst()
  while (await reader.hasPart(bounds.rest)) {
    const head = await reader.until('\r\n\r\n', Math.min(left, MAX_HEAD))
    left -= head.length
    const { name, fileName } = readHead(head.toString('latin1'))
    if (name === FILE) return { fields, file: { name: fileName, bytes: reader.file(bounds.rest), release: () => reader.release() } }
    const value = await reader.until(reader.delimiter, left)
    left -= value.length
    if (fields.has(name)) throw new FormDataProblem('malformed', `the field ${name} is given twice`)
    fields.set(name, textOf(value))
  }
  return { fields }
}

function textOf(bytes: Buffer): string {
  try {
    utf8.decode(bytes)
  } catch {
    throw new FormDataProblem('malformed', 'a field is not UTF-8')
  }
  return bytes.toString('latin1')
}

/** Name and file name in the Content-Disposition of a part (RFC 7578, section 4.2). */
function readHead(head: string): { name: string; fileName: string } {
  const lines = head.split('\r\n').filter((line) => /^content-disposition\s*:/i.test(line))
  const disposition = lines.length === 1 ? (lines[0] ?? '').replace(/^[^:]*:\s*/, '') : ''
  const [kind, ...given] = splitParameters(disposition)
  const found = new Map<string, string>()
  for (const one of given) {
    const at = one.indexOf('=')
    const [key, value] = [one.slice(0, Math.max(at, 0)).trim().toLowerCase(), one.slice(at + 1).trim()]
    if (!/^[a-z*]+$/.test(key)) throw new FormDataProblem('malformed', 'a part has a parameter without a name')
    if (found.has(key)) throw new FormDataProblem('malformed', `a part has two ${key}`)
    found.set(key, unquoted(value))
  }
  const name = (found.get('name') ?? '').toLowerCase()
  if (kind.trim().toLowerCase() !== 'form-data' || !TOKEN.test(name)) throw new FormDataProblem('malformed', 'a part has no valid name')
  return { name, fileName: textOf(Buffer.from(found.get('filename') ?? '', 'latin1')) }
}

/** The texts between semicolons that are not in quotes. One pass: whoever sends a form need not have signed it. */
function splitParameters(text: string): [string, ...string[]] {
  const parts: string[] = []
  let from = 0
  let isQuoted = false
  for (let at = 0; at < text.length; at++) {
    if (isQuoted && text[at] === '\\') at++
    else if (text[at] === '"') isQuoted = !isQuoted
    else if (text[at] === ';' && !isQuoted) {
      parts.push(text.slice(from, at))
      from = at + 1
    }
  }
  if (isQuoted) throw new FormDataProblem('malformed', 'a part has a quote without an end')
  const [first = '', ...others] = [...parts, text.slice(from)]
  return [first, ...others]
}

/** A value without its quotes; browsers escape a quote in it as `%22`, so that a backslash is kept (RFC 7578, section 4.2). */
function unquoted(value: string): string {
  const isQuoted = value.length >= 2 && value.startsWith('"') && value.endsWith('"')
  const bare = isQuoted ? value.slice(1, -1) : value
  if (!isQuoted && /[\s"]/.test(bare)) throw new FormDataProblem('malformed', 'a part has a parameter that is not quoted')
  return bare
}

const FIRST_ROOM = 1_024

/** Reads parts from pieces of any size, and holds no more than a piece and a boundary. */
class PartReader {
  readonly delimiter: string
  readonly #pieces: AsyncIterator<Uint8Array>
  /** What is held, from `#from` to `#to`. Room grows by doubling: bytes that come one by one are copied a few times, not once for each. */
  #room: Buffer = Buffer.alloc(FIRST_ROOM)
  #from = 0
  #to: number

  constructor(source: AsyncIterable<Uint8Array>, boundary: string) {
    this.delimiter = `\r\n--${boundary}`
    this.#pieces = source[Symbol.asyncIterator]()
    // As if a line ended before the first boundary.
    this.#to = this.#room.write('\r\n', 'latin1')
  }

  get #held(): Buffer {
    return this.#room.subarray(this.#from, this.#to)
  }

  async skipFirst(): Promise<void> {
    const { delimiter } = this
    if (!(await this.#holds(delimiter.length)) || this.#take(delimiter.length).toString('latin1') !== delimiter)
      throw new FormDataProblem('malformed', 'it does not begin with its boundary')
  }

  /** After a boundary: whether a part follows, or the end, whose rest is then read. */
  async hasPart(rest: number): Promise<boolean> {
    if (!(await this.#holds(2))) throw new FormDataProblem('truncated', 'it ends after a boundary')
    const mark = this.#take(2).toString('latin1')
    if (mark === '\r\n') return true
    if (mark !== '--') throw new FormDataProblem('malformed', 'a boundary is followed by something else')
    await this.#drain(rest)
    return false
  }

  /** The bytes before `mark`, which is skipped; at most `limit` of them. */
  async until(mark: string, limit: number): Promise<Buffer> {
    for (let searched = 0; ; ) {
      const at = this.#held.indexOf(mark, Math.max(0, searched - mark.length + 1), 'latin1')
      searched = this.#held.length
      if (at > limit || (at < 0 && this.#held.length > limit + mark.length))
        throw new FormDataProblem('fields-too-large', 'its fields are too large')
      if (at >= 0) {
        const bytes = this.#take(at)
        this.#take(mark.length)
        return bytes
      }
      if (!(await this.#more())) throw new FormDataProblem('truncated', 'it ends in a field')
    }
  }

  /** The bytes of the file; then everything after it is read and ignored. */
  async *file(rest: number): AsyncGenerator<Uint8Array, void, undefined> {
    const { delimiter } = this
    for (;;) {
      const at = this.#held.indexOf(delimiter, 0, 'latin1')
      // The end of what is held may be the begin of a boundary.
      const ready = at >= 0 ? at : Math.max(0, this.#held.length - delimiter.length + 1)
      if (ready > 0) yield this.#take(ready)
      if (at >= 0) break
      if (!(await this.#more())) throw new FormDataProblem('truncated', 'it ends in the file')
    }
    this.#take(delimiter.length)
    if (await this.hasPart(rest)) await this.#drain(rest)
  }

  /** Lets go of the source. */
  async release(): Promise<void> {
    await this.#pieces.return?.()
  }

  #take(bytes: number): Buffer {
    const taken = this.#held.subarray(0, bytes)
    this.#from += taken.length
    return taken
  }

  async #holds(bytes: number): Promise<boolean> {
    while (this.#held.length < bytes) if (!(await this.#more())) return false
    return true
  }

  async #more(): Promise<boolean> {
    const next = await this.#pieces.next()
    if (next.done === true) return false
    if (this.#to + next.value.length > this.#room.length) this.#grow(next.value.length)
    this.#room.set(next.value, this.#to)
    this.#to += next.value.length
    return true
  }

  /** New room, because what was taken from the old one is still read. */
  #grow(bytes: number): void {
    const held = this.#held
    this.#room = Buffer.alloc(2 * (held.length + bytes))
    this.#room.set(held)
    this.#from = 0
    this.#to = held.length
  }

  async #drain(rest: number): Promise<void> {
    let size = this.#held.length
    while (size <= rest) {
      const next = await this.#pieces.next()
      if (next.done === true) return
      size += next.value.length
    }
    throw new FormDataProblem('malformed', 'too much follows its file')
  }
}
