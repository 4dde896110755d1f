import { findRole } from '../../access/policy-sets.js'
import { sourceKeys } from '../../access/permissions/service-questions.js'
import { assumedRoleArn } from '../../core/arn.js'
import type { VerifiedPod } from '../../core/federation/verified-pod.js'
import { type Ids, newUuid } from '../../core/ids.js'
import { assumeServiceRole } from '../../credentials/service-roles/service-role.js'
import {
  type Cluster,
  clusterArn,
  PODS,
  type PodIdentityAssociationRecord,
  podIdentityAssociationArn,
  podIdentityAssociations,
} from '../../directory/eks/pod-identity-association.js'
import { isServiceLinked } from '../../directory/iam/role.js'
import { type EksAuthDeps, operation } from './eks-auth.js'
import { EksAuthError } from './error.js'
import { verifyPodToken } from './pod-token.js'

const ACTION = 'eks-auth:AssumeRoleForPodIdentity'
/** Six hours, as the agent of EKS gets them. */
const SECONDS = 21_600
/** Characters of a session name. */
const LONGEST_NAME = 64

/**
 * Temporary credentials for one pod (EKS Auth API reference, AssumeRoleForPodIdentity). The node signs; the pod's token says which pod, and its association says which
 * role. The role's trust policy must let `pods.eks.amazonaws.com` assume it and tag the session: six tags, all transitive (EKS user guide, "Grant Pods access to AWS
 * resources based on tags"). The node gets nothing for a pod whose token it does not have.
 */
export const AssumeRoleForPodIdentity = operation('AssumeRoleForPodIdentity', {
  summary: 'Issues credentials of the role that the service account of a pod has.',
  actions: [ACTION],
  authorize: ({ clusterName: cluster }, { account }, { region }) => [
    { action: ACTION, resource: clusterArn({ account, region, cluster }) },
  ],
  evidence: {
    isPresent: () => true,
    async verify({ clusterName: cluster, token }, { account }, { state, region, clock, oidc }) {
      const issuer = podIdentityAssociations.issuerOf(state, { account, region, cluster })
      if (issuer === undefined) throw noAssociation(cluster)
      const keys = { account, issuer, thumbprints: [] }
      const now = clock.now()
      return { pod: await verifyPodToken(token, { issuer, now, keys: (wanted) => oidc.keys.find(keys, wanted) }) }
    },
  },
  handle({ clusterName: cluster }, { account }, deps) {
    const { state, region, clock, ids, ring, askAs } = deps
    const at = { account, region, cluster }
    const { pod, association } = provenAssociation(at, deps)
    const found = findRole(association.roleArn, state)
    const role = found === undefined || isServiceLinked(found) ? undefined : found
    const sessionName = sessionNameOf(cluster, pod.podName, ids)
    const outcome = assumeServiceRole(
      {
        ...{ service: PODS, roleArn: association.roleArn, role, sessionName, seconds: SECONDS },
        tags: tagsOf(at, pod),
        context: sourceKeys({ arn: clusterArn(at), account }, state),
      },
      { ids, ring, state, now: clock.now(), ask: askAs },
    )
    if ('refused' in outcome || role === undefined) throw notAssumed('refused' in outcome ? outcome.refused : '')
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = outcome.credentials
    return {
      subject: { namespace: pod.namespace, serviceAccount: pod.serviceAccount },
      audience: PODS,
      podIdentityAssociation: { associationArn: podIdentityAssociationArn(association), associationId: association.id },
      assumedRoleUser: { arn: assumedRoleArn(account, role.name, sessionName), assumeRoleId: `${role.id}:${sessionName}` },
      credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken, expiration: Expiration },
    }
  },
})

/** The association as it is now: since the token was verified it may be gone, and the cluster another one with another issuer. */
function provenAssociation(at: Cluster, { state, evidence }: EksAuthDeps): { pod: VerifiedPod; association: PodIdentityAssociationRecord } {
  const { pod } = evidence
  if (pod === undefined) throw new Error('no token was verified')
  const association = podIdentityAssociations.get(state, { ...at, namespace: pod.namespace, serviceAccount: pod.serviceAccount })
  if (association === undefined || association.issuer !== pod.issuer) throw noAssociation(at.cluster)
  return { pod, association }
}

/** Ours: AWS publishes no text. */
const noAssociation = (cluster: string) =>
  new EksAuthError('ResourceNotFoundException', `The cluster ${cluster} has no pod identity association for this service account.`)

/** AWS's text for a role that does not exist, and for one that does not trust the service. */
const notAssumed = (reason: string) =>
  new EksAuthError('AccessDeniedException', 'Unauthorized Exception! EKS does not have permissions to assume the associated role.', {
    reason,
    explanation: 'The role must exist, and its trust policy must allow sts:AssumeRole and sts:TagSession to pods.eks.amazonaws.com.',
  })

const tagsOf = (at: Cluster, { namespace, serviceAccount, podName, podUid }: VerifiedPod) => ({
  'eks-cluster-arn': clusterArn(at),
  'eks-cluster-name': at.cluster,
  'kubernetes-namespace': namespace,
  'kubernetes-service-account': serviceAccount,
  'kubernetes-pod-name': podName,
  'kubernetes-pod-uid': podUid,
})

/** `eks-<cluster>-<pod>-<uuid>`: the first two are cut, so that the id is whole. */
function sessionNameOf(cluster: string, pod: string, ids: Ids): string {
  const id = newUuid(ids)
  return `${`eks-${cluster}-${pod}`.slice(0, LONGEST_NAME - 1 - id.length)}-${id}`
}
