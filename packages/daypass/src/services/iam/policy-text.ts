/** A policy document as responses contain it: percent-encoded after RFC 3986 (IAM API reference, GetRolePolicy). */
export const encodedPolicy = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
