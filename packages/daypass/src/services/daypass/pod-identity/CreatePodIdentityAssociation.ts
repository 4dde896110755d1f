import { passRolePermission } from '../../../access/permissions/pass-role.js'
import { parseIamArn } from '../../../core/arn.js'
import { clusterArn, PODS, podIdentityAssociations } from '../../../directory/eks/pod-identity-association.js'
import { operation } from '../daypass.js'
import { DaypassError } from '../error.js'
import { shownAssociation } from './shown-association.js'

/**
 * Says which role the pods of a Kubernetes service account get (EKS API reference, CreatePodIdentityAssociation). A cluster is not a resource here: its name stands
 * for the issuer of its tokens, which is that of its first association; another one is refused. The role is passed, and must be of the caller's account.
 */
export const CreatePodIdentityAssociation = operation('CreatePodIdentityAssociation', {
  summary: 'Associates a Kubernetes service account with a role (EKS Pod Identity).',
  actions: ['eks:CreatePodIdentityAssociation', 'iam:PassRole'],
  check({ RoleArn, Issuer }, { account }, { loopbackHttp }) {
    const role = parseIamArn(RoleArn, 'role')
    if (role === undefined || role.account !== account)
      throw new DaypassError('InvalidParameterValue', 'RoleArn must be the ARN of a role of your account.')
    if (!isIssuerUrl(Issuer, loopbackHttp))
      throw new DaypassError(
        'InvalidParameterValue',
        'Issuer must be an https URL, as the iss of the tokens has it, without query and fragment.',
      )
  },
  authorize({ ClusterName: cluster, RoleArn }, { account }, { region, state }) {
    const resource = clusterArn({ account, region, cluster })
    const name = parseIamArn(RoleArn, 'role')?.name ?? ''
    return [
      { action: 'eks:CreatePodIdentityAssociation', resource },
      passRolePermission({ account, name, state }, { service: PODS, associatedResource: resource }),
    ]
  },
  handle({ ClusterName: cluster, Issuer: issuer, Namespace: namespace, ServiceAccount: serviceAccount, RoleArn: roleArn }, caller, deps) {
    const { state, region, clock, ids } = deps
    const { account } = caller
    const at = { account, region, cluster }
    const other = podIdentityAssociations.issuerOf(state, at) ?? issuer
    if (other !== issuer)
      throw new DaypassError('ResourceInUse', `The tokens of the cluster ${cluster} are issued by ${other}. A cluster has one issuer.`)
    if (podIdentityAssociations.get(state, { ...at, namespace, serviceAccount }) !== undefined)
      throw new DaypassError(
        'ResourceInUse',
        `The service account ${namespace}/${serviceAccount} of the cluster ${cluster} has an association.`,
      )
    const { most } = podIdentityAssociations
    const { ofCluster, ofAccount } = podIdentityAssociations.counts(state, at)
    if (ofCluster >= most.ofCluster) throw new DaypassError('LimitExceeded', `A cluster has at most ${most.ofCluster} associations.`)
    if (ofAccount >= most.ofAccount) throw new DaypassError('LimitExceeded', `An account has at most ${most.ofAccount} associations.`)
    const id = `a-${Buffer.from(ids.bytes(9)).toString('hex')}`
    const record = { ...at, ...{ id, issuer, namespace, serviceAccount, roleArn }, createdAt: clock.now() }
    podIdentityAssociations.put(state, record)
    return { Association: shownAssociation(record) }
  },
})

const LOOPBACK = /^(?:localhost|127\.[0-9]+\.[0-9]+\.[0-9]+)$/

/** The normal form of an `https` URL, with or without the slash of an empty path; for development also `http` on loopback. */
function isIssuerUrl(text: string, loopbackHttp: boolean): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  const isAllowed = url.protocol === 'https:' || (url.protocol === 'http:' && loopbackHttp && LOOPBACK.test(url.hostname))
  return isAllowed && url.username === '' && url.search === '' && url.hash === '' && (url.href === text || url.href === `${text}/`)
}
