const HOST = /^(\[[0-9a-f:.]{2,45}\]|(?:[a-z0-9_-]+\.)*[a-z0-9_-]+)\.?(?::[0-9]{0,5})?$/

/** The last result: most requests of one server have the same host. */
let read: { readonly header: string; readonly name: string | undefined } = { header: '', name: undefined }

/**
 * The name in a Host header, normalized for comparison (RFC 9110, section 4.2.3; RFC 1034, section 3.1): in lower case, without the port and without
 * the final dot of a full domain name; IPv6 keeps its brackets. Undefined for an invalid host: empty, two hosts, a label without letters.
 */
export function hostName(header: string): string | undefined {
  if (read.header !== header) read = { header, name: HOST.exec(header.toLowerCase())?.[1] }
  return read.name
}
