import type { WireError } from '../../core/error.js'
import type { VerifiedPod } from '../../core/federation/verified-pod.js'
import { PODS } from '../../directory/eks/pod-identity-association.js'
import { audiencesOf, type TokenClaims } from '../../federation/oidc/claims.js'
import { readCompactToken } from '../../federation/oidc/compact-token.js'
import { ownMember } from '../../federation/oidc/strict-json.js'
import { isTokenProblem, type TokenProblem, wrongAudience } from '../../federation/oidc/token-problem.js'
import { type ExpectedToken, verifyWebIdentity } from '../../federation/oidc/verify-web-identity.js'
import { EksAuthError } from './error.js'

type Json = Readonly<Record<string, unknown>>

/**
 * Verifies a service account token as the API server of a cluster makes it for Pod Identity (Kubernetes, "Service account token volume projection"): of the
 * cluster's issuer, for the audience `pods.eks.amazonaws.com`, bound to a pod. Throws the error of EKS Auth for any other.
 */
export async function verifyPodToken(text: string, expected: Pick<ExpectedToken, 'issuer' | 'keys' | 'now'>): Promise<VerifiedPod> {
  const token = readCompactToken(text)
  if (isTokenProblem(token)) throw tokenError(token)
  const claims = await verifyWebIdentity(token, { ...expected, clientIds: [PODS] })
  if (isTokenProblem(claims)) throw tokenError(claims)
  // Not through azp, which may stand for it in other tokens: the API server writes none.
  if (audiencesOf(claims.all)?.includes(PODS) !== true) throw tokenError(wrongAudience(`The aud of the token must have ${PODS}.`))
  const pod = podOf(claims)
  if (pod === undefined)
    throw new EksAuthError('InvalidTokenException', 'The token must be bound to a pod.', {
      explanation: 'It must have the claim kubernetes.io with namespace, serviceaccount.name, pod.name and pod.uid, and their sub.',
    })
  return pod
}

/** The message is the explanation: AWS publishes no texts of these errors. No part of a token but names of claims is in it. */
const tokenError = ({ code, explanation }: TokenProblem): WireError => new EksAuthError(ERRORS[code], explanation, { explanation })

const ERRORS = {
  InvalidIdentityToken: 'InvalidTokenException',
  IDPRejectedClaim: 'InvalidTokenException',
  ExpiredTokenException: 'ExpiredTokenException',
  IDPCommunicationError: 'ServiceUnavailableException',
} as const

function podOf({ issuer, subject, all }: TokenClaims): VerifiedPod | undefined {
  const kubernetes = objectOf(ownMember(all, 'kubernetes.io'))
  const pod = objectOf(ownMember(kubernetes, 'pod'))
  const namespace = ownMember(kubernetes, 'namespace')
  const serviceAccount = ownMember(objectOf(ownMember(kubernetes, 'serviceaccount')), 'name')
  const [podName, podUid] = [ownMember(pod, 'name'), ownMember(pod, 'uid')]
  if (!isName(namespace) || !isName(serviceAccount) || !isName(podName) || !isName(podUid)) return undefined
  return subject === `system:serviceaccount:${namespace}:${serviceAccount}`
    ? { issuer, namespace, serviceAccount, podName, podUid }
    : undefined
}

const objectOf = (value: unknown): Json => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {})

/** What can be the value of a tag, too: names of Kubernetes have at most 253 characters. */
const isName = (value: unknown): value is string =>
  typeof value === 'string' && /^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/.test(value)
