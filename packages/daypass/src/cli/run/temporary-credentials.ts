import { escapeUnprintable } from '../../core/text/unprintable.js'
import { isAccessKeyId } from '../output/shell.js'
import { UsageError } from '../usage-error.js'

/** Temporary credentials as a server answered with them. */
export interface TemporaryCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  /** Milliseconds since the epoch. */
  readonly expiration: number
}

const isVisible = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= 16_384 && escapeUnprintable(value) === value && !/\s/.test(value)
/** Seconds, up to the year 9999. */
const isTime = (value: unknown): value is number => typeof value === 'number' && value > 0 && value < 253_402_300_800

/** The credentials of an answer. What a server sends is passed on only if it has the expected form. Throws {@link UsageError}. */
export function credentialsIn(answer: unknown): TemporaryCredentials {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = (answer ?? {}) as Record<string, unknown>
  if (!isAccessKeyId(AccessKeyId) || !isVisible(SecretAccessKey) || !isVisible(SessionToken) || !isTime(Expiration))
    throw new UsageError('The server at AWS_ENDPOINT_URL did not answer with temporary credentials. Is it a daypass server?')
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken, expiration: Expiration * 1000 }
}

/** The variables in which AWS clients look for them. */
export const credentialVariables = (given: TemporaryCredentials): Record<string, string> => ({
  AWS_ACCESS_KEY_ID: given.accessKeyId,
  AWS_SECRET_ACCESS_KEY: given.secretAccessKey,
  AWS_SESSION_TOKEN: given.sessionToken,
})

/** `2026-11-23T04:05:06Z`. */
export const expiryText = ({ expiration }: TemporaryCredentials): string => `${new Date(expiration).toISOString().slice(0, 19)}Z`
