import { requestTags } from '../../access/request-tags.js'
import type { Caller, RoleCaller, UserCaller } from '../../core/caller.js'
import type { WireError } from '../../core/error.js'
import { newUuid, type SigningAlgorithm } from '../../core/ids.js'
import { issuerUrl } from '../../credentials/outbound/issuer-documents.js'
import { renewKeys, SIGNING_ALGORITHMS, signingKeyAt } from '../../credentials/outbound/key-schedule.js'
import { openSigningKey } from '../../credentials/outbound/signing-key.js'
import { signToken } from '../../credentials/outbound/web-identity-token.js'
import { getEnabledOutbound, type OutboundRecord, putOutbound } from '../../directory/iam/outbound-federation.js'
import { StsError } from './error.js'
import { refuseGlobalEndpoint } from './session/issue-credentials.js'
import { checkSessionTags } from './session/session-tags.js'
import { operation, type StsDeps, signed, wholeSeconds } from './sts.js'
import { webIdentityClaims } from './web-identity-claims.js'

const DEFAULT_SECONDS = 300
/** The maximum size of the claims, in bytes. daypass's own, AWS publishes none: the token stays below the 20,000 characters of AssumeRoleWithWebIdentity. */
const MAX_CLAIMS = 14_336

/** A signed JWT that proves to others who the caller is (STS API reference, GetWebIdentityToken). For users and role sessions. */
export const GetWebIdentityToken = operation('GetWebIdentityToken', {
  summary: 'Issues a signed token that tells others who the caller is.',
  actions: ['sts:GetWebIdentityToken', 'sts:TagGetWebIdentityToken'],
  check(input, caller) {
    userOrRole(caller)
    algorithmOf(input.SigningAlgorithm)
    checkSessionTags({ Tags: input.Tags }, {})
  },
  authorize(input) {
    const context = {
      ...requestTags(input.Tags),
      'sts:IdentityTokenAudience': input.Audience,
      'sts:SigningAlgorithm': input.SigningAlgorithm,
      'sts:DurationSeconds': String(input.DurationSeconds ?? DEFAULT_SECONDS),
    }
    const actions = ['sts:GetWebIdentityToken', ...((input.Tags ?? []).length > 0 ? ['sts:TagGetWebIdentityToken'] : [])]
    return actions.map((action) => ({ action, resource: '*', context }))
  },
  async handle(input, caller, deps) {
    refuseGlobalEndpoint('GetWebIdentityToken', deps.endpoint)
    const who = userOrRole(caller)
    const record = await renewed(who.account, deps)
    const issuedAt = wholeSeconds(deps.clock.now())
    const expiresAt = issuedAt + 1000 * (input.DurationSeconds ?? DEFAULT_SECONDS)
    if (who.session !== undefined && expiresAt > who.session.expiresAt) throw outlives()
    const { region, state, ring, ids } = deps
    const issuer = issuerUrl(deps.issuerBase(), record.issuerId)
    const claims = webIdentityClaims(input, who, { issuer, id: newUuid(ids), issuedAt, expiresAt, region, state })
    if (Buffer.byteLength(JSON.stringify(claims)) > MAX_CLAIMS) throw tooLarge()
    const key = signingKeyAt(record.keys, algorithmOf(input.SigningAlgorithm), issuedAt)
    return {
      WebIdentityToken: signToken(claims, key, openSigningKey({ ring, state }, key, record.issuerId)),
      Expiration: new Date(expiresAt),
    }
  },
})

/** The account's issuer. An old signing key is replaced here: only when a token is made, and never by an unsigned request. */
async function renewed(account: string, { state, ring, ids, clock }: StsDeps): Promise<OutboundRecord> {
  const record = getEnabledOutbound(state, account)
  if (record === undefined) throw new StsError('OutboundWebIdentityFederationDisabledException', DISABLED)
  const now = await renewKeys({ ring, ids, state }, record, wholeSeconds(clock.now()))
  if (now !== record) putOutbound(state, now)
  return now
}

/** The sub of a token is a user or a role: sessions of a user get no token (STS API reference; that the root user gets none is daypass's own rule). */
function userOrRole(caller: Caller): UserCaller | RoleCaller {
  const who = signed(caller)
  if (who.kind === 'role' || (who.kind === 'user' && who.session === undefined)) return who
  const whose = who.session === undefined ? 'as the root user' : 'with session credentials'
  throw new StsError('AccessDenied', `Cannot call GetWebIdentityToken ${whose}`)
}

/** The published model only bounds its length. The text is that of a model's enum. */
function algorithmOf(requested: string): SigningAlgorithm {
  const known = SIGNING_ALGORITHMS.find((algorithm) => algorithm === requested)
  if (known !== undefined) return known
  const clause = `Value '${requested}' at 'signingAlgorithm' failed to satisfy constraint: Member must satisfy enum value set: [RS256, ES384]`
  throw new StsError('ValidationError', `1 validation error detected: ${clause}`)
}

// The texts are daypass's own, written after the description of each error in the STS API reference.
const DISABLED = 'Outbound web identity federation is not enabled for this account. Enable it with EnableOutboundWebIdentityFederation.'

const outlives = (): WireError =>
  new StsError('SessionDurationEscalationException', 'The requested token would outlive the session that asks for it.')

const tooLarge = (): WireError =>
  new StsError('JWTPayloadSizeExceededException', `The claims of the token exceed ${MAX_CLAIMS} bytes. Use fewer or shorter tags.`)
