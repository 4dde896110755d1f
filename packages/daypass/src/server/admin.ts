import type { Answer, Request } from '../core/exchange.js'
import { hostName } from '../core/text/host-name.js'
import type { Development } from '../installation/development/development.js'
import { DevelopmentError } from '../installation/development/development-error.js'
import type { Installation } from '../installation/installation.js'
import { clock } from './development/clock.js'
import { badCommand, json } from './development/command.js'
import { reset, restore, snapshot } from './development/data.js'
import { fault } from './development/fault.js'
import { testIssuerDocument, token } from './development/token.js'
import { answerUpkeep, publicMark, UPKEEP } from './upkeep/upkeep.js'
import { VERSION } from './version.js'

/** The path of daypass's own pages; a bucket cannot have this name. */
export const ADMIN_PREFIX = '/_daypass/'

const notFound = json(404, { error: 'not found' })
/** A Host that names this machine. */
export const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/
const LOOPBACK_ADDRESS = /^(?:::ffff:)?127(?:\.\d{1,3}){3}$|^::1$/

/** The header of a health answer that identifies the server. */
export const INSTANCE_HEADER = 'x-daypass-instance'

/** How the server was started. */
interface ServerStart {
  readonly dev: boolean
  /** The mark that it wrote into its data directory: a secret of whoever may read that. */
  readonly instance?: string
}

type Command = (request: Request, installation: Installation, development: Development) => Promise<Answer>

/** What `--dev` adds, by the last part of the path. */
const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['clock', clock],
  ['fault', fault],
  ['reset', reset],
  ['restore', restore],
  ['snapshot', snapshot],
  ['token', token],
])

/** Answers `/_daypass/*`: health for everyone; backups and keys for the owner of the data directory; the test issuer's documents and the commands only with `--dev`, and then only to programs on this machine, not to web pages. */
export async function answerAdmin(request: Request, installation: Installation, { dev, instance }: ServerStart): Promise<Answer> {
  const name = request.path.slice(ADMIN_PREFIX.length)
  if (name === 'health') return request.method === 'GET' || request.method === 'HEAD' ? health(instance) : json(405, { error: 'use GET' })
  const upkeep = UPKEEP.get(name)
  if (upkeep !== undefined && instance !== undefined) return answerUpkeep(upkeep, request, { installation, mark: instance })
  const { development } = installation
  const document = dev && development !== undefined ? await testIssuerDocument(request, name, development) : undefined
  if (document !== undefined) return document
  const command = COMMANDS.get(name)
  if (!dev || development === undefined || command === undefined) return notFound
  const refusal = refuse(request)
  if (refusal !== undefined) return refusal
  try {
    return await command(request, installation, development)
  } catch (error) {
    if (error instanceof DevelopmentError) return badCommand(error.message)
    throw error
  }
}

function health(instance: string | undefined): Answer {
  const answer = json(200, { status: 'ok', version: VERSION, enforcement: 'on' })
  return instance === undefined ? answer : { ...answer, headers: { ...answer.headers, [INSTANCE_HEADER]: publicMark(instance) } }
}

/**
 * Web pages can send requests here, but not with this content type and without an Origin, nor under one of daypass's own host names (DNS rebinding).
 * What a proxy passes on comes from elsewhere, whatever its Host says.
 */
function refuse({ method, headers, sourceIp }: Request): Answer | undefined {
  if (method !== 'POST') return json(405, { error: 'use POST' })
  if (headers.origin !== undefined) return json(403, { error: 'requests from web pages are rejected' })
  if (!LOOPBACK.test(hostName(headers.host ?? '') ?? ''))
    return json(403, { error: 'the Host header must name this machine: localhost, 127.0.0.1 or [::1]' })
  if (!LOOPBACK_ADDRESS.test(sourceIp) || headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined)
    return json(403, { error: 'requests from other machines are rejected, also through a proxy' })
  if (!/^application\/json\s*(?:;|$)/i.test(headers['content-type'] ?? ''))
    return json(415, { error: 'Content-Type must be application/json' })
  return undefined
}
