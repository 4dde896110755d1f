import { StartupError } from '../operator-error.js'

/** The shape of an installation id: a UUID in lower case (RFC 9562, section 4), of any version. */
export const INSTALLATION_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * Returns the id that was read. Throws {@link StartupError} for an invalid one: `from` says where it was read, `todo` what to do. The error does not
 * repeat the invalid text.
 */
export function requireInstallationId(id: string, from: string, todo: string): string {
  if (INSTALLATION_ID.test(id)) return id
  throw new StartupError(`${from} is damaged: it must hold the id of an installation, a UUID. Nothing was changed. ${todo}`)
}
