import { expiryText, type TemporaryCredentials } from '../run/temporary-credentials.js'
import { type LoopbackAnswer, type LoopbackRequest, problem, strangerAnswer, valuesOf } from '../workload/loopback-request.js'

/** Where the agent of EKS answers (eks-pod-identity-agent, its README). */
export const AGENT_PATH = '/v1/credentials'

/** What became of a pod's token: credentials and their account, or the status and the error of the server. */
export type PodOutcome =
  | { readonly credentials: TemporaryCredentials; readonly account: string }
  | { readonly status: number; readonly code: string; readonly message: string }

/** Longer tokens are not passed on. */
const MOST_CHARACTERS = 20_000
/** What a token in compact form consists of (EKS Auth model, JwtToken). */
const TOKEN = /^[\w-]+\.[\w-]+\.[\w-]+$/

/**
 * Answers a pod, as the agent of EKS does. The token in `Authorization` says which pod asks, so no other proof is asked for; nothing of one request is kept for
 * another, and no token is ever repeated.
 */
export async function agentAnswer(
  request: LoopbackRequest,
  host: string,
  credentialsFor: (token: string) => Promise<PodOutcome>,
): Promise<LoopbackAnswer> {
  const stranger = strangerAnswer(request, host)
  if (stranger !== undefined) return stranger
  if (request.path !== AGENT_PATH) return problem(404, 'NotFound', `Credentials are at ${AGENT_PATH}.`)
  if (request.method !== 'GET') return problem(405, 'MethodNotAllowed', 'Only GET is answered.')
  const [token = '', ...more] = valuesOf(request, 'authorization')
  if (more.length > 0 || token.length > MOST_CHARACTERS || !TOKEN.test(token))
    return problem(400, 'InvalidTokenException', 'Authorization must be the service account token of the pod, once, and nothing else.')
  const outcome = await credentialsFor(token)
  if ('status' in outcome) return problem(outcome.status, outcome.code, outcome.message)
  const { credentials, account: AccountId } = outcome
  const { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: Token } = credentials
  return { status: 200, body: JSON.stringify({ AccessKeyId, SecretAccessKey, Token, AccountId, Expiration: expiryText(credentials) }) }
}
