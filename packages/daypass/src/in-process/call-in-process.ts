import type { Request } from '../core/exchange.js'
import { HOME_REGION } from '../core/region.js'
import type { Installation } from '../installation/installation.js'
import { answerRequest } from '../pipeline/pipeline.js'
import { signForm } from '../signature/sign-form.js'

/** The key of who calls. */
export interface CallingKey {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** An operation of daypass's own service, and its parameters. */
export interface OwnCall {
  readonly action: string
  readonly parameters: Readonly<Record<string, string>>
}

/**
 * Calls an operation of daypass's own service without a connection: a signed request that is authenticated, authorized and recorded like every other.
 * Returns its result. Throws with the code and the message of an error.
 */
export async function callInProcess(
  installation: Installation,
  by: CallingKey,
  { action, parameters }: OwnCall,
): Promise<Record<string, unknown>> {
  const { runtime, protocols } = installation
  const { service, model } = protocols.daypass
  const body = new URLSearchParams({ Action: action, Version: model.apiVersion, ...parameters }).toString()
  const now = installation.clock.wall()
  const rawHeaders = signForm({ ...by, host: 'localhost', service: service.name, region: HOME_REGION, body, now })
  const answer = await answerRequest(runtime, protocols.daypass, requestOf(installation.ids.requestId(), rawHeaders, body))
  installation.flushAudit()
  const told = JSON.parse(String(answer.body)) as Record<string, Record<string, unknown>>
  const { Code, Message } = (told.Error ?? {}) as { Code?: string; Message?: string }
  if (answer.status !== 200) throw new Error(`${action}: ${Code}: ${Message}`)
  return told[`${action}Response`]?.[`${action}Result`] as Record<string, unknown>
}

function requestOf(id: string, rawHeaders: readonly string[], body: string): Request {
  const headers: Record<string, string> = {}
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) headers[(rawHeaders[i] ?? '').toLowerCase()] = rawHeaders[i + 1] ?? ''
  const chunks = async function* () {
    yield Buffer.from(body)
  }
  return { id, method: 'POST', path: '/', query: '', rawHeaders, headers, sourceIp: '127.0.0.1', secure: false, body: chunks() }
}
