import { setTimeout as pause } from 'node:timers/promises'
import { systemClock } from '../../core/clock.js'
import { redacted } from '../../core/text/redacted.js'
import { escapeUnprintable } from '../../core/text/unprintable.js'
import { signRequest } from '../../signature/sign-request.js'
import { certificateRefusal, reasonOf } from '../output/certificate-refusal.js'
import { type WholeAnswer, wholeAnswer } from '../output/whole-answer.js'
import { UsageError } from '../usage-error.js'
import { awsCredentials } from './aws-credentials.js'
import type { KmsSetting } from './kms-flags.js'

/** What a call needs of its process. */
export interface CallingProcess {
  readonly environment: NodeJS.ProcessEnv
  /** Milliseconds since the epoch. */
  readonly wall: () => number
  readonly pause: (milliseconds: number) => Promise<unknown>
  /** Milliseconds for one try. */
  readonly patience: number
}

const THIS_PROCESS: CallingProcess = {
  environment: process.env,
  wall: systemClock().wall,
  pause: (milliseconds) => pause(milliseconds),
  patience: 5_000,
}

/** Milliseconds between tries: with those for each try less than the 30 seconds that --master-key-command has. */
const PAUSES = [250, 500, 1_000]
const MAX_SHOWN = 300

/** Codes that say to try again, besides every status of 500 and more (AWS KMS API reference, "Common Errors" and "Decrypt"). */
const PASSING: ReadonlySet<string> = new Set(['ThrottlingException', 'Throttling', 'TooManyRequestsException', 'RequestTimeoutException'])

const WRONG_KEY = 'Check the credentials: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, or AWS_PROFILE.'
/** What to do about a code. */
const HINTS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    AccessDeniedException:
      'Who signed may not use the key. The policy of the key, or one of the caller, must allow kms:Decrypt, and kms:Encrypt for keys wrap.',
    InvalidCiphertextException:
      'The ciphertext is damaged, or was made by another service, or with another encryption context: give the same with --master-key-kms-context.',
    IncorrectKeyException: 'Another key than --master-key-kms-key-id has made the ciphertext.',
    NotFoundException: 'The service has no such key. Check --master-key-kms-endpoint, --master-key-kms-region and --master-key-kms-key-id.',
    DisabledException: 'Enable the key.',
    KMSInvalidStateException: 'The key cannot be used now: it is disabled, or is to be deleted. Enable it, or cancel that.',
    UnrecognizedClientException: WRONG_KEY,
    InvalidSignatureException: `${WRONG_KEY} The clock of this machine must be right too.`,
    ExpiredTokenException: WRONG_KEY,
    MissingAuthenticationTokenException: WRONG_KEY,
  }),
)

/**
 * Calls an operation of AWS KMS, or of a service with its interface: JSON 1.1, signed with SigV4. Tries again what may pass: no answer, an overloaded or failing
 * service. Follows no redirect. Throws {@link UsageError}, which has nothing of what was sent.
 */
export async function callKms(
  { endpoint, region }: Pick<KmsSetting, 'endpoint' | 'region'>,
  { operation, input }: { readonly operation: 'Decrypt' | 'Encrypt'; readonly input: object },
  by: CallingProcess = THIS_PROCESS,
): Promise<Record<string, unknown>> {
  const key = awsCredentials(by.environment)
  const body = JSON.stringify(input)
  const headers = ['content-type', 'application/x-amz-json-1.1', 'x-amz-target', `TrentService.${operation}`]
  for (let tries = 0; ; tries++) {
    const { host, pathname: path } = endpoint
    const signed = signRequest({ method: 'POST', host, path, headers, service: 'kms', region, ...key, body, now: by.wall() })
    const outcome = await send(endpoint, { signed, body, patience: by.patience })
    if ('answer' in outcome) return outcome.answer
    const wait = PAUSES[tries]
    if (!outcome.mayPass || wait === undefined) throw outcome.error
    await by.pause(wait)
  }
}

type Outcome = { readonly answer: Record<string, unknown> } | { readonly error: UsageError; readonly mayPass: boolean }

interface Try extends Pick<CallingProcess, 'patience'> {
  readonly signed: readonly string[]
  readonly body: string
}

async function send({ href, origin }: URL, { signed, body, patience }: Try): Promise<Outcome> {
  try {
    const init = { method: 'POST', headers: withoutHost(signed), body, redirect: 'manual', signal: AbortSignal.timeout(patience) } as const
    return outcomeOf(await wholeAnswer(await fetch(href, init)), origin)
  } catch (cause) {
    const refused = certificateRefusal(cause, origin)
    if (refused !== undefined) return { error: refused, mayPass: false }
    return {
      error: new UsageError(
        `There is no answer from the key management service at ${origin} (${reasonOf(cause)}). Check --master-key-kms-endpoint, and that this machine reaches it.`,
      ),
      mayPass: true,
    }
  }
}

function outcomeOf({ status, headers, text }: WholeAnswer, origin: string): Outcome {
  const read = objectIn(text)
  if (status === 200 && read !== undefined) return { answer: read }
  if (status >= 300 && status < 400)
    return {
      error: new UsageError(`${origin} answers with a redirect, which is not followed: give the address it leads to.`),
      mayPass: false,
    }
  const code = codeOf(read?.__type ?? read?.code ?? headers.get('x-amzn-errortype'))
  const mayPass = status >= 500 || status === 429 || (code !== undefined && PASSING.has(code))
  if (code === undefined) {
    const error = new UsageError(
      `${origin} does not answer like a key management service (HTTP ${status}). Check --master-key-kms-endpoint.`,
    )
    return { error, mayPass }
  }
  const hint = HINTS.get(code)
  const said = shown(read?.message ?? read?.Message)
  const why = [`${code}${said === '' ? '' : `: ${said}`}`, hint].filter((part) => part !== undefined).join('\n  ')
  return { error: new UsageError(`The key management service at ${origin} refuses: ${why}`), mayPass }
}

function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const read: unknown = JSON.parse(text)
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? (read as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

/** `NotFoundException` of `com.amazonaws.kms#NotFoundException:http://...`, as AWS JSON has it in the body or a header. */
function codeOf(type: unknown): string | undefined {
  const name = typeof type === 'string' ? (type.split(':')[0] ?? '').split('#').at(-1) : undefined
  return name !== undefined && /^[A-Za-z]{1,80}$/.test(name) ? name : undefined
}

/** The first line of a message, without what could be a key or a ciphertext: the service knows both. */
const shown = (message: unknown): string =>
  typeof message === 'string' ? escapeUnprintable(redacted(message.split('\n')[0] ?? '').slice(0, MAX_SHOWN)) : ''

function withoutHost(signed: readonly string[]): [string, string][] {
  const pairs: [string, string][] = []
  for (let i = 0; i < signed.length; i += 2) pairs.push([signed[i] as string, signed[i + 1] as string])
  return pairs.filter(([name]) => name !== 'host')
}
