import { podIdentityAssociations } from '../../../directory/eks/pod-identity-association.js'
import { operation } from '../daypass.js'
import { DaypassError } from '../error.js'
import { shownAssociation } from './shown-association.js'

/** Ends an association: pods get no new credentials. Sessions that they have go on until they expire (EKS API reference, DeletePodIdentityAssociation). */
export const DeletePodIdentityAssociation = operation('DeletePodIdentityAssociation', {
  summary: 'Ends the association of a Kubernetes service account with a role.',
  actions: ['eks:DeletePodIdentityAssociation'],
  authorize: ({ ClusterName, AssociationId }, { account }, { region }) => [
    {
      action: 'eks:DeletePodIdentityAssociation',
      resource: `arn:aws:eks:${region}:${account}:podidentityassociation/${ClusterName}/${AssociationId}`,
    },
  ],
  handle({ ClusterName: cluster, AssociationId }, { account }, { state, region }) {
    const record = podIdentityAssociations.getById(state, { account, region, cluster, id: AssociationId })
    if (record === undefined) throw new DaypassError('NoSuchEntity', `The cluster ${cluster} has no association ${AssociationId}.`)
    podIdentityAssociations.delete(state, record)
    return { Association: shownAssociation(record) }
  },
})
