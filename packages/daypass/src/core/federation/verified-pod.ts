/** The pod that a verified service account token of a Kubernetes cluster was made for. Only verifying a token makes one. */
export interface VerifiedPod {
  /** The URL of the cluster's issuer, whose key signed. */
  readonly issuer: string
  readonly namespace: string
  readonly serviceAccount: string
  readonly podName: string
  readonly podUid: string
}
