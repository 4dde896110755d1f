import { ownMember } from './strict-json.js'
import { expired, missingClaim, notYetValid, type TokenProblem, tooOld, wrongAudience, wrongClaim } from './token-problem.js'

type Json = Readonly<Record<string, unknown>>

/** The claims of a verified token. */
export interface TokenClaims {
  readonly issuer: string
  readonly subject: string
  /** The client id of the provider that the token is for. */
  readonly audience: string
  /** All claims, as they were signed. */
  readonly all: Json
}

/** Seconds that a clock may be wrong; and for how long a token is taken. AWS publishes neither; both are ours. */
const SKEW = 300
const MOST_AGE = 86_400
/** Characters of a subject (STS's model, webIdentitySubjectType; its minimum of 6 is not asked for: the subjects of one's own issuer may be shorter). */
const MOST_SUBJECT = 255
const REQUIRED = ['sub', 'aud', 'exp', 'iat'] as const

/** Checks claims whose signature holds. */
export function checkClaims(
  claims: Json,
  expected: { issuer: string; clientIds: readonly string[] | 'any'; now: number },
): TokenClaims | TokenProblem {
  if (ownMember(claims, 'iss') !== expected.issuer) return wrongClaim('iss', 'the URL of the provider')
  const absent = REQUIRED.find((name) => ownMember(claims, name) === undefined || ownMember(claims, name) === null)
  if (absent !== undefined) return missingClaim(absent)
  const subject = ownMember(claims, 'sub')
  if (typeof subject !== 'string' || subject === '' || subject.length > MOST_SUBJECT || !isPlainText(subject))
    return wrongClaim('sub', `a text of 1 to ${MOST_SUBJECT} characters without control characters`)
  const untimely = timeProblem(claims, Math.floor(expected.now / 1000))
  if (untimely !== undefined) return untimely
  const audience = audienceOf(claims, expected.clientIds)
  return typeof audience === 'string' ? { issuer: expected.issuer, subject, audience, all: claims } : audience
}

/** Times are whole seconds (STS API reference, AssumeRoleWithWebIdentity, WebIdentityToken). `now` is in seconds too. */
function timeProblem(claims: Json, now: number): TokenProblem | undefined {
  const [exp, iat, nbf = 0] = ['exp', 'iat', 'nbf'].map((name) => ownMember(claims, name))
  for (const [name, time] of Object.entries({ exp, iat, nbf }))
    if (!isWholeTime(time)) return wrongClaim(name, 'a whole number of seconds since 1970')
  const [expiresAt, issuedAt, validFrom] = [exp, iat, nbf] as [number, number, number]
  if (expiresAt <= now) return expired(now, expiresAt)
  if (issuedAt > now + SKEW) return notYetValid('iat')
  if (validFrom > now + SKEW) return notYetValid('nbf')
  return now - issuedAt > MOST_AGE ? tooOld(now - issuedAt, MOST_AGE) : undefined
}

const isWholeTime = (time: unknown): boolean => typeof time === 'number' && Number.isSafeInteger(time) && time >= 0

/**
 * Who the token is for: `azp`, where it has one, else the first of `aud` that is a client id of the provider (IAM user guide, "Available keys for AWS OIDC
 * federation"; OpenID Connect Core 1.0, section 2).
 */
function audienceOf(claims: Json, clientIds: readonly string[] | 'any'): string | TokenProblem {
  const audiences = audiencesOf(claims)
  if (audiences === undefined) return wrongClaim('aud', 'a text, or a list of texts')
  const party = ownMember(claims, 'azp')
  if (party !== undefined && typeof party !== 'string') return wrongClaim('azp', 'a text')
  const found = (party === undefined ? audiences : [party]).find((one) => clientIds === 'any' || clientIds.includes(one))
  if (found !== undefined) return found
  return wrongAudience(`The ${party === undefined ? 'aud' : 'azp'} of the token must be one of the client ids of the provider.`)
}

/** The `aud` of a token as a list; undefined if it is none. */
export function audiencesOf(claims: Json): readonly string[] | undefined {
  const value = ownMember(claims, 'aud')
  const list: unknown[] = Array.isArray(value) ? value : [value]
  return list.length > 0 && list.every((one) => typeof one === 'string' && one !== '') ? (list as string[]) : undefined
}

/** Text that can be written into an answer and a log as it is. */
export const isPlainText = (text: string): boolean => !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\uFFFE\uFFFF]/u.test(text)
