import { CommonError } from '../../core/error.js'
import { always, type Operation } from '../../core/operation.js'

/** An operation that daypass does not support. */
interface UnservedName {
  readonly service: string
  /** The operation's name in the published model. */
  readonly name: string
  /** The name in the error message, where that is not the operation's name: `GetObject with versionId`. */
  readonly named?: string
  /** Why it is not supported, where the service's overlay says so. */
  readonly reason?: string | undefined
}

/**
 * A stand-in for an operation that is in the published API model but that daypass does not support. Signed callers get an error that names it; others
 * do not. Its body is not read. The code `NotImplemented` in every service is daypass's own choice: IAM's answer to an unknown action reads like a
 * bug in the client.
 */
export function unservedOperation({ service, name, named = name, reason }: UnservedName): Operation {
  return {
    service,
    name,
    summary: 'Is not supported.',
    authorize: always('every call ends in the same refusal'),
    handle: () => {
      const detail = reason === undefined ? {} : { explanation: `${reason.slice(0, 1).toUpperCase()}${reason.slice(1)}.` }
      throw new CommonError('NotImplemented', `${named} is not supported by this version of daypass`, detail)
    },
  }
}
