import type { ProtocolName } from '../../wire/service-model.js'

/** AWS's texts (API references, common errors), and those of protocols with their own (S3's and EC2's lists of error codes). */
const TEXTS = {
  throttling: 'Rate exceeded',
  unavailable: 'The request has failed due to a temporary failure of the server.',
  internal: 'The request processing has failed because of an unknown error.',
}
const OWN_TEXTS: Readonly<Partial<Record<ProtocolName, Partial<typeof TEXTS>>>> = {
  'rest-xml': {
    throttling: 'Please reduce your request rate.',
    unavailable: 'Service is unable to handle request.',
    internal: 'We encountered an internal error. Please try again.',
  },
  ec2: { throttling: 'Request limit exceeded.', internal: 'An internal error has occurred' },
}

/** What the services of a protocol say with an error that every service may return. */
export const errorText = (protocol: ProtocolName, kind: keyof typeof TEXTS): string => OWN_TEXTS[protocol]?.[kind] ?? TEXTS[kind]
