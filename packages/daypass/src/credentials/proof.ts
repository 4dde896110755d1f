import type { Request, Routed } from '../core/exchange.js'
import type { Presented, ServiceFacts } from '../core/service.js'
import { sha256Hex } from '../signature/digest.js'
import { type FormSignature, type FormV4, parseFormCredentials } from '../signature/form/form-signature.js'
import { verifyForm } from '../signature/form/verify-form.js'
import { parseAnyCredentials, parseCredentials, type Signed } from '../signature/parse-credentials.js'
import type { PayloadMode } from '../signature/payload.js'
import { isProblem, type SignatureProblem } from '../signature/problem.js'
import type { SigningKeys } from '../signature/signing-keys.js'
import { DUMMY_SECRET, type Verified, type VerifyOptions, verifyAgainstDummy, verifySignature } from '../signature/verify.js'
import type { PresignedV2 } from '../signature/version-2/presigned-v2.js'
import { verifyV2 } from '../signature/version-2/verify-v2.js'
import type { Resolved } from './resolve.js'

/** What a verified signature says about its request. */
export interface Proof {
  /** The region of its scope; version 2 names none. */
  readonly region: string | undefined
  readonly payload: PayloadMode
  /** What a body in signed chunks is verified with. */
  readonly chunks?: { readonly signed: Signed; readonly verified: Verified }
}

/** What a proof is made of. */
export interface ToProve {
  readonly request: Request
  readonly routed: Pick<Routed, 'form'>
  readonly service: ServiceFacts
  readonly presented: Presented
  readonly resolved: Resolved
  readonly signingKeys: SigningKeys
  /** Milliseconds since the epoch, by the machine's clock. */
  readonly now: number
}

/** The clock skew that AWS allows, in seconds, for all services that daypass supports. */
const SKEW_SECONDS = 900

const signedRequestOf = ({ method, path, query, rawHeaders }: Request) => ({ method, path, query, headers: rawHeaders })

/**
 * Who says to have signed a request: its header or query, or the fields of its form. Both at once is a problem, because two readers could see two
 * callers.
 */
export function presentedBy(
  request: Request,
  { upload }: Pick<Routed, 'upload'>,
  acceptsVersion2: boolean,
): Presented | { readonly kind: 'anonymous' } | SignatureProblem {
  const signed = signedRequestOf(request)
  const outside = acceptsVersion2 ? parseAnyCredentials(signed) : parseCredentials(signed)
  if (upload === undefined || isProblem(outside)) return outside
  if (outside.kind !== 'anonymous') return { problem: 'two-sources', names: [outside.kind, 'form'] }
  const inside = parseFormCredentials(upload.headers)
  return !isProblem(inside) && inside.kind === 'form-v2' && !acceptsVersion2
    ? { problem: 'unsupported-scheme', scheme: 'form AWSAccessKeyId' }
    : inside
}

/**
 * Verifies with the key's secret. For an unknown key, does the same work with a dummy secret, so that timing does not reveal which ids exist; the
 * result is then an earlier problem or `unknown-key`.
 */
export function prove(given: ToProve): Proof | SignatureProblem {
  const { presented } = given
  switch (presented.kind) {
    case 'presigned-v2':
      return settle(given, { problem: byVersion2(presented, given), proof: { region: undefined, payload: presented.payloadHash } })
    case 'form':
    case 'form-v2': {
      const region = presented.kind === 'form' ? presented.scope.region : undefined
      return settle(given, { problem: byForm(presented, given), proof: { region, payload: { mode: 'unsigned' } } })
    }
    default:
      return byVersion4(presented, given)
  }
}

function byVersion4(presented: Signed, { request, routed, service, resolved, signingKeys, now }: ToProve): Proof | SignatureProblem {
  const bodyHash = routed.form === undefined ? undefined : sha256Hex(routed.form)
  const verification = { request: signedRequestOf(request), presented, now, options: optionsOf(service, request), bodyHash }
  if ('unresolved' in resolved) return verifyAgainstDummy(verification, signingKeys)
  const { secret } = resolved
  const signingKeyFor = ({ accessKeyId, scope }: Signed) => signingKeys.get({ accessKeyId, secret, scope })
  const verified = verifySignature({ signingKeyFor, ...verification })
  if (isProblem(verified)) return verified
  return { region: presented.scope.region, payload: verified.payload, chunks: { signed: presented, verified } }
}

function byVersion2(presented: PresignedV2, { request, resolved, now }: ToProve): SignatureProblem | undefined {
  const { method, path, hostBucket } = request
  const resource = hostBucket === undefined ? path : `/${hostBucket}${path}`
  return verifyV2({ presented, method, resource, secret: secretOf(resolved), now })
}

function byForm(presented: FormSignature, { request, service, resolved, signingKeys, now }: ToProve): SignatureProblem | undefined {
  const secret = secretOf(resolved)
  const isKnown = !('unresolved' in resolved)
  const signingKeyFor = ({ accessKeyId, scope }: FormV4) => signingKeys.get({ accessKeyId: isKnown ? accessKeyId : '', secret, scope })
  return verifyForm({ presented, secret, signingKeyFor, now, options: optionsOf(service, request) })
}

const secretOf = (resolved: Resolved) => ('unresolved' in resolved ? DUMMY_SECRET : resolved.secret)

/** A signature made with the dummy secret never verifies. */
function settle(
  { presented, resolved }: ToProve,
  { problem, proof }: { problem: SignatureProblem | undefined; proof: Proof },
): Proof | SignatureProblem {
  if (!('unresolved' in resolved)) return problem ?? proof
  const isDecidedEarlier = problem !== undefined && problem.problem !== 'text-mismatch'
  return isDecidedEarlier ? problem : { problem: 'unknown-key', accessKeyId: presented.accessKeyId }
}

const optionsOf = ({ name, sharesScope, signing, streaming }: ServiceFacts, request: Request): VerifyOptions => ({
  service: sharesScope?.of ?? name,
  normalizePath: signing.normalizesPath,
  streamsBodies: streaming !== undefined,
  skewSeconds: SKEW_SECONDS,
  regions: (scope) => signing.endpointOf(request.headers.host, scope) !== undefined,
  minimumPresignSeconds: signing.minimumPresignSeconds,
})
