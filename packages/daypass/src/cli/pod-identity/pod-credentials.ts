import { parseArn } from '../../core/arn.js'
import { systemClock } from '../../core/clock.js'
import { escapeUnprintable } from '../../core/text/unprintable.js'
import { signRequest } from '../../signature/sign-request.js'
import { sendTo, type Target } from '../calls/target.js'
import { tellFailure } from '../output/tell.js'
import { credentialsIn } from '../run/temporary-credentials.js'
import { UsageError } from '../usage-error.js'
import type { PodOutcome } from './agent-answer.js'

const SERVICE = 'eks-auth'
/** Of a message of the server, in characters. */
const MOST_SHOWN = 1_024

/** Asks the server for the credentials of a pod (EKS Auth API reference, AssumeRoleForPodIdentity), signed with the node's key. */
export async function podCredentials({ cluster, token }: { cluster: string; token: string }, target: Target): Promise<PodOutcome> {
  const path = `/clusters/${encodeURIComponent(cluster)}/assume-role-for-pod-identity`
  const body = JSON.stringify({ token })
  const own = { method: 'POST', path, headers: ['content-type', 'application/json'], body }
  const headers = signRequest({ ...target, ...own, host: target.endpoint.host, service: SERVICE, now: systemClock().wall() })
  try {
    const { ok, status, text, headers: sent } = await sendTo(target.endpoint, { method: 'POST', path, headers, body })
    const answer = objectIn(text)
    return ok ? given(answer) : refused(status, answer, sent.get('x-amzn-errortype'))
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    tellFailure(`A pod got no credentials. ${message}`)
    return {
      status: 503,
      code: 'ServiceUnavailableException',
      message: 'The server does not answer as it should. See the messages of the agent.',
    }
  }
}

/** The object in this JSON. No error of the parser is shown: it repeats a part of what it read, which may be a secret. */
function objectIn(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  } catch {}
  throw new UsageError('The server at AWS_ENDPOINT_URL does not answer like a daypass server.')
}

function given({ credentials, assumedRoleUser }: Record<string, unknown>): PodOutcome {
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = (credentials ?? {}) as Record<string, unknown>
  const { arn } = (assumedRoleUser ?? {}) as Record<string, unknown>
  return {
    credentials: credentialsIn({
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey,
      SessionToken: sessionToken,
      Expiration: expiration,
    }),
    account: parseArn(String(arn))?.account ?? '',
  }
}

/** The error of the server, for the pod, and for whoever started the agent. */
function refused(status: number, { message, Message }: Record<string, unknown>, code: string | null): PodOutcome {
  const text = escapeUnprintable(String(message ?? Message ?? `HTTP ${status}`).slice(0, MOST_SHOWN))
  tellFailure(`A pod got no credentials. ${text}`)
  return { status, code: /^[A-Za-z]{1,64}/.exec(code ?? '')?.[0] ?? 'Refused', message: text }
}
