// pod-identity: which role the pods of a Kubernetes service account get, kept by operations that ask EKS's permissions. Owns what they say and refuse.
// Leaves the tokens of pods, and their credentials, to eks-auth.
import { type PodIdentityAssociationRecord, podIdentityAssociationArn } from '../../../directory/eks/pod-identity-association.js'
import type { PodIdentityAssociation } from '../../../wire/generated/daypass.js'

/** An association as answers have it. */
export const shownAssociation = (record: PodIdentityAssociationRecord): PodIdentityAssociation => ({
  AssociationArn: podIdentityAssociationArn(record),
  AssociationId: record.id,
  ClusterName: record.cluster,
  Issuer: record.issuer,
  Namespace: record.namespace,
  ServiceAccount: record.serviceAccount,
  RoleArn: record.roleArn,
  CreatedAt: new Date(record.createdAt),
})
