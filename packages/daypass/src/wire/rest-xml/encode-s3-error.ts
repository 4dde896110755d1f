import { textElement } from '../encode-xml.js'

/** An S3 error. `extra` has further elements by name (`BucketName`, `Region`, `StringToSign`), written in their order after the resource. */
export interface S3Failure {
  readonly code: string
  readonly message: string
  readonly resource?: string | undefined
  readonly extra?: Readonly<Record<string, string>> | undefined
  readonly requestId: string
  readonly hostId: string
  /** Whether no body is allowed: for HEAD requests, and 304. */
  readonly bodiless: boolean
}

const elementName = /^[A-Za-z][A-Za-z0-9-]*$/

/**
 * The error document of S3 (API reference, REST error responses): `Code`, `Message`, `Resource`, extra elements, `RequestId`, `HostId`; or undefined
 * if no body is allowed. Throws TypeError for an extra element with an invalid name.
 */
export function encodeS3Error(failure: S3Failure): { readonly contentType: string; readonly body: string } | undefined {
  if (failure.bodiless) return undefined
  const elements = [textElement('Code', failure.code), textElement('Message', failure.message)]
  if (failure.resource !== undefined) elements.push(textElement('Resource', failure.resource))
  for (const [name, text] of Object.entries(failure.extra ?? {})) {
    if (!elementName.test(name)) throw new TypeError(`${name} is not a name of an error element`)
    elements.push(textElement(name, text))
  }
  elements.push(textElement('RequestId', failure.requestId), textElement('HostId', failure.hostId))
  return { contentType: 'application/xml', body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${elements.join('')}</Error>` }
}
