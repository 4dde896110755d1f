const HOST = /^(\[[0-9a-f:.]{2,45}\]|(?:[a-z0-9_-]+\.)*[a-z0-9_-]+)\.?(?::[0-9]{0,5})?$/

/** The last one: most requests of one server name the same host. */
let read: { readonly header: string; readonly name: string | undefined } = { header: '', name: undefined }

/**
 * The name in a Host header, as names are compared (RFC 9110, section 4.2.3; RFC 1034, section 3.1): in lower case, without the port and without the dot
 * that ends a full domain name; IPv6 stays in its brackets. Undefined for what is no host: nothing, two hosts, a label without letters.
 */
export function hostName(header: string): string | undefined {
  if (read.header !== header) read = { header, name: HOST.exec(header.toLowerCase())?.[1] }
  return read.name
}
