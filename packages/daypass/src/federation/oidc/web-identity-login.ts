import type { FederatedKeys, FederatedLogin, FederatedWish } from '../../core/federation/federated-login.js'
import { audiencesOf, isPlainText, type TokenClaims } from './claims.js'
import { issuerKeys, textsOf } from './known-claims.js'
import { ownMember } from './strict-json.js'
import { isTokenProblem, type TokenProblem, wrongClaim } from './token-problem.js'

type Json = Readonly<Record<string, unknown>>

/** What a login consists of besides its token. */
export interface LoginOf {
  /** As trust policies name it. */
  readonly provider: string
  /** Host and path of the issuer, as condition keys begin. */
  readonly name: string
  readonly sessionName: string
  /** Whether every claim is a condition key. */
  readonly everyClaim: boolean
}

/** Claims of a token about the session (IAM user guide, "Passing session tags in AWS STS", "Monitor and control actions taken with assumed roles"). */
const TAGS = 'https://aws.amazon.com/tags'
const SOURCE_IDENTITY = 'https://aws.amazon.com/source_identity'

/** The login that verified claims prove. */
export function loginOfClaims(claims: TokenClaims, { provider, name, sessionName, everyClaim }: LoginOf): FederatedLogin | TokenProblem {
  const tags = tagsOf(ownMember(claims.all, TAGS))
  if (isTokenProblem(tags)) return tags
  const sourceIdentity = ownMember(claims.all, SOURCE_IDENTITY)
  if (sourceIdentity !== undefined && typeof sourceIdentity !== 'string') return wrongClaim(SOURCE_IDENTITY, 'a text')
  const kept = keptKeys(name, claims)
  const own = issuerKeys(name, claims.all, everyClaim)
  if (isTokenProblem(own)) return own
  return {
    kind: 'web-identity',
    account: '',
    arn: provider,
    // The standard ones replace what an issuer calls alike.
    keys: Object.assign(own, emailKey(name, claims.all), kept),
    wish: { sessionName, kept, ...tags, sourceIdentity },
    shown: { subject: claims.subject, issuer: claims.issuer, audience: claims.audience },
  }
}

/** The keys that the session has too: `aud`, `sub`, `amr`, and `oaud` where `aud` is in truth the party (IAM user guide, "Available keys for AWS OIDC federation"). */
function keptKeys(name: string, { audience, subject, all }: TokenClaims): FederatedKeys {
  const kept: Record<string, string | readonly string[]> = { [`${name}:aud`]: audience, [`${name}:sub`]: subject }
  const methods = ownMember(all, 'amr')
  const amr = textsOf(Array.isArray(methods) ? methods : [methods])
  if (amr !== undefined) kept[`${name}:amr`] = amr
  const [original, ...more] = textsOf(audiencesOf(all) ?? []) ?? []
  if (ownMember(all, 'azp') !== undefined && original !== undefined)
    kept[`${name}:oaud`] = more.length === 0 ? original : [original, ...more]
  return kept
}

/** Not one that the issuer itself says is unverified: whoever registers there could choose it (our own rule). */
function emailKey(name: string, all: Json): FederatedKeys {
  const email = ownMember(all, 'email')
  const verified = ownMember(all, 'email_verified')
  const isDoubtful = verified !== undefined && verified !== true && verified !== 'true'
  return typeof email === 'string' && isPlainText(email) && !isDoubtful ? { [`${name}:email`]: email } : {}
}

/** `{"principal_tags": {"Team": ["red"]}, "transitive_tag_keys": ["Team"]}`; a list of such objects too, which other servers take. */
function tagsOf(claim: unknown): Pick<FederatedWish, 'tags' | 'transitiveTagKeys'> | TokenProblem {
  if (claim === undefined) return { tags: [], transitiveTagKeys: [] }
  const parts: unknown[] = Array.isArray(claim) ? claim : [claim]
  const tags: { Key: string; Value: string }[] = []
  const transitiveTagKeys: string[] = []
  for (const part of parts) {
    const read = isObject(part) ? partOf(part) : undefined
    if (read === undefined)
      return wrongClaim(TAGS, 'an object with principal_tags, lists of one text each, and transitive_tag_keys, a list of texts')
    tags.push(...read.tags)
    transitiveTagKeys.push(...read.transitiveTagKeys)
  }
  return { tags, transitiveTagKeys }
}

function partOf(part: Json): Pick<FederatedWish, 'tags' | 'transitiveTagKeys'> | undefined {
  const principal = ownMember(part, 'principal_tags') ?? {}
  const transitive = ownMember(part, 'transitive_tag_keys') ?? []
  if (!isObject(principal) || !Array.isArray(transitive)) return undefined
  const transitiveTagKeys = textsOf(transitive)
  const tags = Object.entries(principal).map(([Key, values]) => ({ Key, Value: onlyText(values) }))
  if (transitiveTagKeys === undefined || !tags.every((tag): tag is { Key: string; Value: string } => tag.Value !== undefined))
    return undefined
  return { tags, transitiveTagKeys }
}

function onlyText(values: unknown): string | undefined {
  const [value, ...more]: unknown[] = Array.isArray(values) ? values : []
  return typeof value === 'string' && more.length === 0 ? value : undefined
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
