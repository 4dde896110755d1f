import { keyRingKeys } from '../../directory/key-ring.js'
import { filesOf, UnreadableRecord } from '../../directory/s3/referenced-files.js'
import type { Entry } from '../../store/store.js'
import { metaKeys, type StoredMeta } from '../meta.js'
import { schemaProblem } from '../migrations.js'
import type { BackupHeader, BackupTotals } from './backup-format.js'
import { BadBackup, type BackupFile, type BackupPart, readBackup } from './read-backup.js'

/**
 * A backup that is read once, from its beginning to its end: all of its records, then all of its files, then `totals`. Besides what its digest proves, it
 * is checked that this version understands it, that every record can be read and is of its installation and revision, and that its files are those
 * which its records refer to. Only `totals` proves what was read before. All of it throws {@link BadBackup}.
 */
export class OpenBackup {
  readonly header: BackupHeader
  readonly #parts: AsyncGenerator<BackupPart>
  readonly #checks = new Checks()
  #next: BackupPart | undefined

  private constructor(header: BackupHeader, parts: AsyncGenerator<BackupPart>) {
    this.header = header
    this.#parts = parts
  }

  /** Reads the header. */
  static async open(source: AsyncIterable<Uint8Array>): Promise<OpenBackup> {
    const parts = readBackup(source)
    const first = (await parts.next()).value as BackupPart | undefined
    if (first?.kind !== 'header') throw outOfOrder()
    const problem = schemaProblem(first.header)
    if (problem === undefined) return new OpenBackup(first.header, parts)
    await parts.return(undefined)
    throw new BadBackup(problem)
  }

  async *records(): AsyncGenerator<Entry> {
    for (let part = await this.#take(); ; part = await this.#take()) {
      if (part.kind !== 'record') {
        this.#next = part
        return
      }
      this.#checks.record(part.record, this.header)
      yield part.record
    }
  }

  async *files(): AsyncGenerator<BackupFile> {
    for (let part = await this.#take(); ; part = await this.#take()) {
      if (part.kind !== 'file') {
        this.#next = part
        return
      }
      this.#checks.file(part.file)
      yield part.file
    }
  }

  /** What it held. */
  async totals(): Promise<BackupTotals> {
    const part = await this.#take()
    if (part.kind !== 'end') throw outOfOrder()
    this.#checks.end()
    return part.totals
  }

  /** Releases its source, wherever it was read to. */
  async close(): Promise<void> {
    await this.#parts.return(undefined)
  }

  async #take(): Promise<BackupPart> {
    const part = this.#next ?? ((await this.#parts.next()).value as BackupPart | undefined)
    this.#next = undefined
    if (part === undefined || part.kind === 'header') throw outOfOrder()
    return part
  }
}

const outOfOrder = (): BadBackup => new BadBackup('is damaged: its parts are out of order.')

class Checks {
  /** Files that records refer to, and that have not come yet. */
  readonly #missing = new Set<string>()
  #last = Buffer.alloc(0)
  #hasMeta = false
  #hasRing = false

  record(record: Entry, { revision, installation }: BackupHeader): void {
    const { key, value, modRevision } = record
    const bytes = Buffer.from(key)
    if (modRevision > revision || Buffer.compare(this.#last, bytes) >= 0)
      throw new BadBackup(`is damaged: the record ${JSON.stringify(key)} cannot be in it.`)
    this.#last = bytes
    const decoded = decodedRecord(key, value)
    if (key === keyRingKeys.prefix) this.#hasRing = true
    if (key === metaKeys.prefix) {
      this.#hasMeta = true
      if ((decoded as Partial<StoredMeta>).installation !== installation) throw new BadBackup('is damaged: it is of two installations.')
    }
    try {
      for (const file of filesOf([record])) this.#missing.add(file)
    } catch (error) {
      throw error instanceof UnreadableRecord ? unreadable(key) : error
    }
  }

  file({ name }: BackupFile): void {
    if (!this.#missing.delete(name)) throw new BadBackup(`is damaged: none of its objects has the file ${name}.`)
  }

  end(): void {
    if (!this.#hasMeta || !this.#hasRing) throw new BadBackup('is damaged: the record of the installation or its key ring is missing.')
    const [file] = this.#missing
    if (file !== undefined) throw new BadBackup(`is damaged: ${this.#missing.size} files of its objects are missing, such as ${file}.`)
  }
}

const unreadable = (key: string): BadBackup => new BadBackup(`is damaged: the record ${JSON.stringify(key)} cannot be read.`)

/** Every record of every service is a JSON object. */
function decodedRecord(key: string, value: Uint8Array): object {
  try {
    const record: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(value))
    if (typeof record === 'object' && record !== null) return record
  } catch {
    // The error below does not quote the record.
  }
  throw unreadable(key)
}
