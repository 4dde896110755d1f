import { StartupError } from '../operator-error.js'

/** The shape of an installation id: a UUID in lower case (RFC 9562, section 4), of any version. */
export const INSTALLATION_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The id as it was read. Throws {@link StartupError} when it is none: `from` says where it was read, `todo` what to do. What was read is not repeated. */
export function requireInstallationId(id: string, from: string, todo: string): string {
  if (INSTALLATION_ID.test(id)) return id
  throw new StartupError(`${from} is damaged: it must hold the id of an installation, a UUID. Nothing was changed. ${todo}`)
}
