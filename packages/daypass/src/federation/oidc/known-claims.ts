import { isPlainText } from './claims.js'
import { ownMember } from './strict-json.js'
import { type TokenProblem, wrongClaim } from './token-problem.js'

type Json = Readonly<Record<string, unknown>>
type Keys = Record<string, string | readonly string[]>

/** Issuers whose own claims AWS has condition keys for, by host and path, and these claims (Service Authorization Reference, AWS STS, as of 2026). */
const KNOWN: readonly { readonly issuer: RegExp; readonly claims: readonly string[] }[] = [
  {
    issuer: /^(?:token\.actions\.githubusercontent\.com(?:\/[^/]+)?|token\.actions\.[a-z0-9-]+\.ghe\.com)$/,
    claims: [
      ...['actor', 'actor_id', 'enterprise_id', 'environment', 'job_workflow_ref', 'ref', 'repository', 'repository_id'],
      ...['repository_owner_id', 'workflow'],
    ],
  },
  {
    issuer: /^gitlab\.com$/,
    claims: [
      ...['namespace_id', 'project_id', 'pipeline_source', 'ref_protected', 'runner_environment', 'user_id', 'user_login', 'user_email'],
      'user_access_level',
    ],
  },
  { issuer: /^oidc\.circleci\.com\/org\/[0-9a-f-]+$/, claims: ['oidc.circleci.com/project-id'] },
  {
    issuer: /^agent\.buildkite\.com$/,
    claims: [...['organization_id', 'organization_slug', 'pipeline_id', 'pipeline_slug', 'cluster_id', 'cluster_slug', 'build_branch']],
  },
]

/**
 * Condition keys from claims that only this issuer has: `<issuer>:repository`. `every`: all its claims, for an issuer of one's own whose operator says so
 * (daypass's own). Numbers and booleans become text; of lists only those of texts are keys; objects never are.
 */
export function issuerKeys(name: string, claims: Json, every: boolean): Keys | TokenProblem {
  const named = every ? ownClaims(claims) : (KNOWN.find(({ issuer }) => issuer.test(name))?.claims ?? [])
  const twice = every ? namedTwice(named) : undefined
  if (twice !== undefined) return wrongClaim(twice, 'there once, in whatever letter case')
  const keys: Keys = {}
  for (const claim of named) {
    const value = keyValue(ownMember(claims, claim))
    if (value !== undefined) keys[`${name}:${claim}`] = value
  }
  return keys
}

/** Claims whose keys have rules of their own, in whatever letter case they are written: a condition key has none, and `SUB` must not become the key of `sub`. */
const STANDARD: ReadonlySet<string> = new Set(['aud', 'sub', 'amr', 'oaud', 'email'])

const ownClaims = (claims: Json): string[] => Object.keys(claims).filter((claim) => CLAIM.test(claim) && !STANDARD.has(claim.toLowerCase()))

/** A claim that is there in two letter cases: to take either would let the sender choose, and without both a condition that excludes values is met. */
function namedTwice(names: readonly string[]): string | undefined {
  const seen = new Set<string>()
  return names.find((name) => seen.size === seen.add(name.toLowerCase()).size)
}

/** What can be the end of a condition key. No colon: the key could be one of another issuer, on another port of the host. */
const CLAIM = /^[\w./@+-]{1,128}$/

function keyValue(claim: unknown): string | readonly string[] | undefined {
  if (typeof claim === 'string') return isPlainText(claim) ? claim : undefined
  if (typeof claim === 'boolean' || (typeof claim === 'number' && Number.isSafeInteger(claim))) return String(claim)
  return Array.isArray(claim) ? textsOf(claim) : undefined
}

/** A list of texts, each of which is plain; undefined for another list. */
export const textsOf = (list: readonly unknown[]): readonly string[] | undefined =>
  list.every((one) => typeof one === 'string' && isPlainText(one)) ? (list as string[]) : undefined
