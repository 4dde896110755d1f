// eks: which role the pods of a Kubernetes service account get, as EKS Pod Identity associates it.
// Owns these records. Knows no token, and does not say whether a role may be used.
import { defineKeys } from '../key-space.js'
import type { Reader, Writer } from '../state.js'

/** A cluster of an account in a region. */
export interface Cluster {
  readonly account: string
  readonly region: string
  /** `blue` */
  readonly cluster: string
}

/** The role of a service account's pods. */
export interface PodIdentityAssociationRecord extends Cluster {
  /** `a-0123456789abcdefgh` */
  readonly id: string
  /** The URL of the issuer of the cluster's tokens: the same in all associations of the cluster. */
  readonly issuer: string
  readonly namespace: string
  readonly serviceAccount: string
  /** A role of the same account. */
  readonly roleArn: string
  /** Milliseconds since the epoch. */
  readonly createdAt: number
}

/** Associations by cluster, namespace and service account. */
export const podIdentityKeys = defineKeys('pod-identity/<account>/<region>/<cluster>/<namespace>/<name>', {
  record: "the role of a Kubernetes service account's pods, and the issuer of their tokens",
  lifetime: 'until deleted',
})

/** Associations of a cluster, at most: a list of them is one answer (EKS has 5,000). */
const MOST = 1_000

const keyOf = ({
  account,
  region,
  cluster,
  namespace,
  serviceAccount,
}: Omit<PodIdentityAssociationRecord, 'id' | 'issuer' | 'roleArn' | 'createdAt'>) =>
  podIdentityKeys.key(account, region, cluster, namespace, serviceAccount)

/** The associations of Kubernetes service accounts with roles. */
export const podIdentityAssociations = {
  most: MOST,
  get: (state: Reader, at: Cluster & { readonly namespace: string; readonly serviceAccount: string }) =>
    state.get<PodIdentityAssociationRecord>(keyOf(at)),
  /** Those of a cluster, in the order of their namespaces and service accounts. */
  ofCluster: (state: Reader, { account, region, cluster }: Cluster, limit = MOST): PodIdentityAssociationRecord[] =>
    state.range<PodIdentityAssociationRecord>({ ...podIdentityKeys.bounds(account, region, cluster), limit }).map(({ value }) => value),
  /** The issuer of a cluster's tokens; undefined for a cluster without associations. */
  issuerOf: (state: Reader, cluster: Cluster): string | undefined => podIdentityAssociations.ofCluster(state, cluster, 1)[0]?.issuer,
  put: (state: Writer, record: PodIdentityAssociationRecord) => state.put(keyOf(record), record),
  delete: (state: Writer, record: PodIdentityAssociationRecord) => state.delete(keyOf(record)),
}

/** `arn:aws:eks:us-east-1:123456789012:cluster/blue` (Service Authorization Reference, Amazon EKS). */
export const clusterArn = ({ account, region, cluster }: Cluster): string => `arn:aws:eks:${region}:${account}:cluster/${cluster}`

/** `arn:aws:eks:us-east-1:123456789012:podidentityassociation/blue/a-0123456789abcdefgh` (Service Authorization Reference, Amazon EKS). */
export const podIdentityAssociationArn = ({ account, region, cluster, id }: PodIdentityAssociationRecord): string =>
  `arn:aws:eks:${region}:${account}:podidentityassociation/${cluster}/${id}`

/** The service that assumes the roles of pods. */
export const PODS = 'pods.eks.amazonaws.com'
