interface SourceKey {
  readonly CopySourceSSECustomerAlgorithm?: string | undefined
  readonly CopySourceSSECustomerKey?: string | undefined
  readonly CopySourceSSECustomerKeyMD5?: string | undefined
}

/** The headers of a copy that bring the key of its source, by name: daypass has no objects that are encrypted with one. */
export const sourceKey = (input: SourceKey): Record<string, unknown> => ({
  'x-amz-copy-source-server-side-encryption-customer-algorithm':
    input.CopySourceSSECustomerAlgorithm ?? input.CopySourceSSECustomerKey ?? input.CopySourceSSECustomerKeyMD5,
})
