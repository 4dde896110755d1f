import { CommonError } from '../../core/error.js'
import { always, type Operation } from '../../core/operation.js'

/** What is asked for and not served. */
interface Asked {
  readonly service: string
  /** The operation, as the published model has it. */
  readonly name: string
  /** How the refusal calls it, where that is not the operation's name: `GetObject with versionId`. */
  readonly named?: string
}

/**
 * Stands for what the published API model knows and daypass does not serve: whoever signed is told so by its name, and nobody else. Its body is not read.
 * That it is `NotImplemented` in every service is our choice: IAM's answer to a name it does not know reads like a client's bug.
 */
export function unservedOperation({ service, name, named = name }: Asked): Operation {
  return {
    service,
    name,
    summary: 'Is not supported.',
    authorize: always('every call ends in the same refusal'),
    handle: () => {
      throw new CommonError('NotImplemented', `${named} is not supported by this version of daypass`)
    },
  }
}
