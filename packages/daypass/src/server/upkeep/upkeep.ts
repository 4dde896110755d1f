// upkeep: what the owner of the data directory asks of a running server: a backup, and its keys. It owns how the owner is recognized. It refuses all others,
// and web pages and proxies whatever they know.
import { createHash, timingSafeEqual } from 'node:crypto'
import type { Answer, Request } from '../../core/exchange.js'
import { type KeyPurpose, SealedByAnotherKey } from '../../directory/key-ring.js'
import type { Installation } from '../../installation/installation.js'
import { badCommand, json, readCommand } from '../development/command.js'
import { VERSION } from '../version.js'

/** The header with which a command proves that it may read the data directory: the mark that the server wrote there, mode 0600. */
export const OWNER_HEADER = 'x-daypass-owner'

/** What a server says about itself to everyone, so that a command recognizes it. It does not reveal the mark of which it is the hash. */
export const publicMark = (mark: string): string => createHash('sha256').update(`daypass server ${mark}`).digest('base64url')

type Command = (request: Request, installation: Installation, mark: string) => Promise<Answer>

/** What the owner of the data directory can ask for, by the last part of the path. */
export const UPKEEP: ReadonlyMap<string, Command> = new Map([
  ['backup', backup],
  ['keys', keys],
])

/**
 * Answers a command of the owner: whoever can read the mark in the data directory could read the data too. A web page cannot send it: it does not know
 * the mark, and a request with an Origin is rejected before. Nor is it taken from a proxy, which would be a way around who may connect.
 */
export async function answerUpkeep(
  command: Command,
  request: Request,
  { installation, mark }: { installation: Installation; mark: string },
): Promise<Answer> {
  const { method, headers } = request
  if (method !== 'POST') return json(405, { error: 'use POST' })
  if (headers.origin !== undefined) return json(403, { error: 'requests from web pages are rejected' })
  if (headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined)
    return json(403, { error: 'requests through a proxy are rejected' })
  if (!isSame(headers[OWNER_HEADER] ?? '', mark)) return json(403, { error: 'only the owner of the data directory may do this' })
  const problem = installation.unavailable()
  if (problem !== undefined) return json(503, { error: `the state is not available: ${problem}` })
  return command(request, installation, mark).catch(formerKey)
}

/** Another process of the server replaced the master key: this one opens what it knows, and cannot seal a key for all. */
function formerKey(error: unknown): Answer {
  if (!(error instanceof SealedByAnotherKey)) throw error
  return json(409, {
    error:
      'the process that was asked has the former master key. Nothing was changed. Give the server the new one, restart its workers (SIGHUP) or this node, and try again',
  })
}

/** Compares hashes, which have one length, in constant time. */
function isSame(given: string, mark: string): boolean {
  return timingSafeEqual(createHash('sha256').update(given).digest(), createHash('sha256').update(mark).digest())
}

/** `POST /_daypass/backup`: the bytes of a backup. */
async function backup(request: Request, { upkeep }: Installation): Promise<Answer> {
  if ((await readCommand(request, [])) === undefined) return badCommand('give {}: a backup has no parameters')
  return { status: 200, headers: { 'Content-Type': 'application/octet-stream' }, body: upkeep.backup(VERSION), takesItsTime: true }
}

const PURPOSES: readonly KeyPurpose[] = ['session', 'storage']

/** `POST /_daypass/keys`: lists the data keys, makes new ones, or replaces the master key. */
async function keys(request: Request, { upkeep }: Installation, mark: string): Promise<Answer> {
  const asked = await readCommand(request, ['rotate', 'master'])
  const { rotate, master } = asked ?? {}
  if (asked !== undefined && rotate === undefined && master === undefined) return json(200, { keys: await upkeep.keys() })
  if (typeof master === 'string' && rotate === undefined) {
    const how = await upkeep.rotateMaster(Buffer.from(master, 'base64'), mark)
    if (how === 'replaced') return json(200, { master: 'replaced' })
    if (how === 'another key')
      return badCommand(
        'the present master key is another one. Give the one that the server uses now; after a replacement that is the new one.',
      )
    return json(409, { error: 'the master key is being replaced by another command. Nothing was changed. Try again' })
  }
  const purposes = Array.isArray(rotate) ? PURPOSES.filter((one) => rotate.includes(one)) : []
  if (master !== undefined || purposes.length === 0 || purposes.length !== (rotate as unknown[]).length)
    return badCommand(
      'give {} to list keys, {"rotate":["session","storage"]} to make new ones, or {"master":"..."} to replace the master key',
    )
  return json(200, { rotated: purposes, versions: await upkeep.rotate(purposes) })
}
