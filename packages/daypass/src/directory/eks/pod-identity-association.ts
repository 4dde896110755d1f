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

/** Service accounts by the ids of their associations. */
export const podIdentityIdKeys = defineKeys('pod-identity-id/<account>/<region>/<cluster>/<id>', {
  record: 'the namespace and the name of the service account that has this association',
  lifetime: "its association's",
})

/** A service account of a cluster. */
interface ServiceAccount extends Cluster {
  readonly namespace: string
  readonly serviceAccount: string
}

/** Associations of a cluster, at most, since a list of them is one answer; and of an account, since a cluster is only a name (both are ours; EKS has 5,000 a cluster). */
const MOST = { ofCluster: 1_000, ofAccount: 5_000 }

const keyOf = ({ account, region, cluster, namespace, serviceAccount }: ServiceAccount) =>
  podIdentityKeys.key(account, region, cluster, namespace, serviceAccount)

const idKeyOf = ({ account, region, cluster, id }: Cluster & { readonly id: string }) => podIdentityIdKeys.key(account, region, cluster, id)

/** The associations of Kubernetes service accounts with roles. */
export const podIdentityAssociations = {
  most: MOST,
  get: (state: Reader, at: ServiceAccount) => state.get<PodIdentityAssociationRecord>(keyOf(at)),
  getById(state: Reader, at: Cluster & { readonly id: string }): PodIdentityAssociationRecord | undefined {
    const found = state.get<Pick<ServiceAccount, 'namespace' | 'serviceAccount'>>(idKeyOf(at))
    return found && podIdentityAssociations.get(state, { ...at, ...found })
  },
  /** Those of a cluster, in the order of their namespaces and service accounts. Each is an expectation of a commit: for operations that write nothing. */
  ofCluster: (state: Reader, { account, region, cluster }: Cluster): PodIdentityAssociationRecord[] =>
    state
      .range<PodIdentityAssociationRecord>({ ...podIdentityKeys.bounds(account, region, cluster), limit: MOST.ofCluster })
      .map(({ value }) => value),
  /** How many a cluster has, and an account in all of its regions: at most as many as they may have. */
  counts: (state: Reader, { account, region, cluster }: Cluster) => ({
    ofCluster: state.count({ ...podIdentityKeys.bounds(account, region, cluster), limit: MOST.ofCluster }),
    ofAccount: state.count({ ...podIdentityKeys.bounds(account), limit: MOST.ofAccount }),
  }),
  /** The issuer of a cluster's tokens; undefined for a cluster without associations. */
  issuerOf(state: Reader, { account, region, cluster }: Cluster): string | undefined {
    const [first] = state.range<PodIdentityAssociationRecord>({ ...podIdentityKeys.bounds(account, region, cluster), limit: 1 })
    return first?.value.issuer
  },
  put(state: Writer, record: PodIdentityAssociationRecord) {
    const { namespace, serviceAccount } = record
    state.put(keyOf(record), record)
    state.put(idKeyOf(record), { namespace, serviceAccount })
  },
  delete(state: Writer, record: PodIdentityAssociationRecord) {
    state.delete(keyOf(record))
    state.delete(idKeyOf(record))
  },
}

/** `arn:aws:eks:us-east-1:123456789012:cluster/blue` (Service Authorization Reference, Amazon EKS). */
export const clusterArn = ({ account, region, cluster }: Cluster): string => `arn:aws:eks:${region}:${account}:cluster/${cluster}`

/** `arn:aws:eks:us-east-1:123456789012:podidentityassociation/blue/a-0123456789abcdefgh` (Service Authorization Reference, Amazon EKS). */
export const podIdentityAssociationArn = ({ account, region, cluster, id }: PodIdentityAssociationRecord): string =>
  `arn:aws:eks:${region}:${account}:podidentityassociation/${cluster}/${id}`

/** The service that assumes the roles of pods. */
export const PODS = 'pods.eks.amazonaws.com'
