import { clusterArn, podIdentityAssociations } from '../../../directory/eks/pod-identity-association.js'
import { operation } from '../daypass.js'
import { shownAssociation } from './shown-association.js'

/** Lists the associations of a cluster, all of them at once (EKS API reference, ListPodIdentityAssociations). */
export const ListPodIdentityAssociations = operation('ListPodIdentityAssociations', {
  summary: 'Lists the service accounts of a cluster that have a role.',
  actions: ['eks:ListPodIdentityAssociations'],
  authorize: ({ ClusterName: cluster }, { account }, { region }) => [
    { action: 'eks:ListPodIdentityAssociations', resource: clusterArn({ account, region, cluster }) },
  ],
  handle: ({ ClusterName: cluster }, { account }, { state, region }) => ({
    Associations: podIdentityAssociations.ofCluster(state, { account, region, cluster }).map(shownAssociation),
  }),
})
