import type { ByteStream } from '../../../core/exchange.js'
import * as crypto from 'node:crypto'
import { type FileHandle, mkdir, open, rename } from 'node:fs/promises'
import { FrameSealer } from './frames.js'

/** Where a new file is written, and where it is moved when it is whole. */
export interface Places {
  readonly folder: string
  readonly temporary: string
  readonly home: string
  readonly path: string
}

/** How a body is received. */
export interface Receiving {
  readonly limitBytes: number
  /** A body of up to so many bytes is returned, and gets no file; -1 for none. */
  readonly inlineBytes: number
  readonly key: Uint8Array
  readonly places: Places
}

/** The size and MD5 of a body; `sealed` is all of it where it got no file. */
export interface Received {
  readonly size: number
  readonly md5: string
  readonly sealed?: Uint8Array
  readonly inline?: true
}

/** Seals a body while it comes, into a file that is on the disk and in its place when the promise resolves, or, if it is small, into memory. */
export async function receiveBytes(source: ByteStream, receiving: Receiving): Promise<Received | 'too large'> {
  const { limitBytes, inlineBytes, key, places } = receiving
  const { whole } = source
  if (whole !== undefined && whole.length <= Math.min(inlineBytes, limitBytes)) return receiveWhole(whole, key)
  const sealer = new FrameSealer(key)
  const hash = crypto.createHash('md5')
  let sealed: Uint8Array[] = []
  let size = 0
  let handle: FileHandle | undefined
  try {
    for await (const chunk of whole === undefined ? source : [whole]) {
      size += chunk.length
      if (size > limitBytes) return 'too large'
      hash.update(chunk)
      sealed.push(...sealer.add(chunk))
      if (size <= inlineBytes) continue
      handle ??= await open(places.temporary, 'wx', 0o600)
      await writeAll(handle, sealed)
      sealed = []
    }
    sealed.push(...sealer.end())
    const received = { size, md5: hash.digest('hex') }
    if (size <= inlineBytes) return { inline: true, sealed: Buffer.concat(sealed), ...received }
    handle ??= await open(places.temporary, 'wx', 0o600)
    await writeAll(handle, sealed)
    await handle.sync()
    const written = handle
    handle = undefined
    await written.close()
    await settle(places)
    return received
  } finally {
    await handle?.close()
  }
}

function receiveWhole(whole: Uint8Array, key: Uint8Array): Received {
  const sealer = new FrameSealer(key)
  const sealed = Buffer.concat([...sealer.add(whole), ...sealer.end()])
  return { size: whole.length, md5: crypto.hash('md5', whole, 'hex'), inline: true, sealed }
}

/** A volume that is nearly full takes a part of the bytes, and fails at the next. */
async function writeAll(handle: FileHandle, pieces: Uint8Array[]): Promise<void> {
  if (pieces.length === 0) return
  const { bytesWritten } = await handle.writev(pieces)
  const left = Buffer.concat(pieces).subarray(bytesWritten)
  if (left.length > 0) await handle.writeFile(left)
}

/** Moves a received file to its final path, so that it is there even after a power failure. */
async function settle({ temporary, home, path, folder }: Places): Promise<void> {
  const made = await mkdir(home, { recursive: true, mode: 0o700 })
  await rename(temporary, path)
  await syncFolder(home)
  if (made !== undefined) await syncFolder(folder)
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
