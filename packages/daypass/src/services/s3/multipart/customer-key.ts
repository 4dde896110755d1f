interface CustomerKey {
  readonly SSECustomerAlgorithm?: string | undefined
  readonly SSECustomerKey?: string | undefined
  readonly SSECustomerKeyMD5?: string | undefined
}

/** The headers of a request that bring a key of the customer, by name: daypass has no objects that are encrypted with one. */
export const customerKey = (input: CustomerKey): Record<string, unknown> => ({
  'x-amz-server-side-encryption-customer-algorithm': input.SSECustomerAlgorithm ?? input.SSECustomerKey ?? input.SSECustomerKeyMD5,
})
