// Concurrent writers that remember what was acknowledged, to compare it with the data after a crash.
import { createHash, randomBytes } from 'node:crypto'
import { ask } from '../requests/bench.js'
import { form, type Signer, send, signed } from '../signed-request.js'

/** The value of the last acknowledged write, and of a write without an answer; undefined for `does not exist`. */
export interface Remembered {
  acknowledged: string | undefined
  unanswered: { readonly value: string | undefined } | undefined
}

/** What is remembered of one kind of record, by name. */
export type Memory = Map<string, Remembered>

/** Repeats each write until the server is gone; `onAcknowledged` is called for every one that was answered. Any error but a broken connection is thrown. */
export async function writeUntilGone(writes: readonly (() => Promise<void>)[], onAcknowledged: () => void): Promise<void> {
  let isGone = false
  const failed = (error: unknown): false => {
    isGone = true
    const { code } = error as { code?: string }
    if (code === 'ECONNRESET' || code === 'ECONNREFUSED' || code === 'EPIPE') return false
    throw error
  }
  const each = async (write: () => Promise<void>) => {
    while (!isGone) {
      if (!(await write().then(() => true, failed))) return
      onAcknowledged()
    }
  }
  await Promise.all(writes.map(each))
}

/** Performs a write and remembers its value: as unanswered while it is in progress, then as acknowledged. */
export async function remember(
  memory: Memory,
  name: string,
  { value, perform }: { value: string | undefined; perform: () => Promise<unknown> },
): Promise<void> {
  const remembered = memory.get(name) ?? { acknowledged: undefined, unanswered: undefined }
  memory.set(name, remembered)
  remembered.unanswered = { value }
  await perform()
  remembered.acknowledged = value
  remembered.unanswered = undefined
}

type Write = (this: Writings, root: Signer, bucket: string) => Promise<void>

export const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex')

/** All writes of all rounds. The values: an object's size and MD5, a user's path, a policy's document. */
export class Writings {
  readonly objects: Memory = new Map()
  readonly users: Memory = new Map()
  readonly policies: Memory = new Map()
  readonly touched = new Set<string>()
  acknowledgements = 0
  #serial = 0

  /** Starts the writers of one round; resolves when the server is gone. `onAcknowledged` is called for every answer. */
  async round(root: Signer, bucket: string, onAcknowledged: () => void): Promise<void> {
    const users = [this.#createUser, this.#createUser, this.#putPolicy]
    await this.#all([...this.#objectWriters(), ...users], { root, bucket, onAcknowledged })
  }

  /** The same with writers of objects only. */
  async objectsRound(root: Signer, bucket: string): Promise<void> {
    await this.#all([...this.#objectWriters(), this.#putObject, this.#putObject], { root, bucket, onAcknowledged: () => {} })
  }

  #objectWriters(): readonly Write[] {
    return [this.#putObject, this.#putObject, this.#replaceObject, this.#deleteObject]
  }

  async #all(
    writers: readonly Write[],
    { root, bucket, onAcknowledged }: { readonly root: Signer; readonly bucket: string; readonly onAcknowledged: () => void },
  ): Promise<void> {
    this.touched.clear()
    const acknowledged = () => {
      this.acknowledgements += 1
      onAcknowledged()
    }
    await writeUntilGone(
      writers.map((write) => () => write.call(this, root, bucket)),
      acknowledged,
    )
  }

  async #write(memory: Memory, name: string, write: { value: string | undefined; perform: () => Promise<unknown> }): Promise<void> {
    this.touched.add(name)
    await remember(memory, name, write)
  }

  #next(kind: string): string {
    this.#serial += 1
    return `${kind}-${this.#serial}`
  }

  async #put(root: Signer, bucket: string, key: string): Promise<void> {
    const body = randomBytes(1 + Math.floor(Math.random() ** 3 * 400_000))
    const perform = () => ask(root, { service: 's3', method: 'PUT', path: `/${bucket}/${key}`, body })
    await this.#write(this.objects, key, { value: `${body.length} ${md5(body)}`, perform })
  }

  async #putObject(root: Signer, bucket: string): Promise<void> {
    await this.#put(root, bucket, this.#next('object'))
  }

  /** One writer per key: two at once could be answered in another order than they were done. */
  async #replaceObject(root: Signer, bucket: string): Promise<void> {
    await this.#put(root, bucket, `replaced-${this.#serial % 3}`)
  }

  async #deleteObject(root: Signer, bucket: string): Promise<void> {
    const key = this.#next('deleted')
    await this.#put(root, bucket, key)
    const perform = () => ask(root, { service: 's3', method: 'DELETE', path: `/${bucket}/${key}` })
    await this.#write(this.objects, key, { value: undefined, perform })
  }

  async #createUser(root: Signer): Promise<void> {
    const name = this.#next('user')
    const path = `/${randomBytes(6).toString('hex')}/`
    const perform = () => ask(root, form('iam', { Action: 'CreateUser', UserName: name, Path: path }))
    await this.#write(this.users, name, { value: path, perform })
  }

  async #putPolicy(root: Signer): Promise<void> {
    const document = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: this.#next('S').replace('-', ''),
          Effect: 'Allow',
          Action: 's3:GetObject',
          Resource: `arn:aws:s3:::${randomBytes(60).toString('hex')}`,
        },
      ],
    })
    const name = `policy-${this.#serial % 5}`
    const parameters = { Action: 'PutUserPolicy', UserName: 'holder', PolicyName: name, PolicyDocument: document }
    await this.#write(this.policies, name, { value: document, perform: () => ask(root, form('iam', parameters)) })
  }
}

/** A found value is right if it was acknowledged, or if the unanswered write had it; from then on it counts as acknowledged. */
export function settle(memory: Memory, found: ReadonlyMap<string, string>): string[] {
  const wrong: string[] = []
  for (const [name, remembered] of memory) {
    const value = found.get(name)
    const mayBe = remembered.unanswered !== undefined && remembered.unanswered.value === value
    if (value !== remembered.acknowledged && !mayBe) wrong.push(`${name}: is ${value}, was acknowledged as ${remembered.acknowledged}`)
    remembered.acknowledged = value
    remembered.unanswered = undefined
  }
  for (const name of found.keys()) if (!memory.has(name)) wrong.push(`${name}: nobody wrote it`)
  return wrong
}

/** Size and MD5 of an object's bytes as they can be read. */
export async function readObject(root: Signer, bucket: string, key: string): Promise<string> {
  const { status, body } = await send(root.endpoint, signed(root, { service: 's3', method: 'GET', path: `/${bucket}/${key}` }))
  return status === 200 ? `${body.length} ${md5(body)}` : `status ${status}`
}
