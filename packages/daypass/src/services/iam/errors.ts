/** IAM's errors, by their codes. Each takes the whole text; texts that several operations have stand below, and those of a kind of thing with its noun. */
import type { WireError } from '../../core/error.js'
import type { IamErrorCode } from '../../wire/generated/iam.js'
import { IamError } from './error.js'

const coded =
  (code: IamErrorCode) =>
  (message: string): WireError =>
    new IamError(code, message)

/** `NoSuchEntity`, 404. */
export const noSuchEntity = coded('NoSuchEntity')
/** `EntityAlreadyExists`, 409. */
export const entityAlreadyExists = coded('EntityAlreadyExists')
/** `DeleteConflict`, 409: what is to be deleted still holds something. */
export const deleteConflict = coded('DeleteConflict')
/** `LimitExceeded`, 409. */
export const limitExceeded = coded('LimitExceeded')
/** `InvalidInput`, 400. */
export const invalidInput = coded('InvalidInput')
/** `ValidationError`, 400. */
export const validationError = coded('ValidationError')

/** `LimitExceeded` for a quota by its name, e.g. `AccessKeysPerUser`. */
export const quotaExceeded = (quota: string, limit: number): WireError => limitExceeded(`Cannot exceed quota for ${quota}: ${limit}`)

/** `NoSuchEntity` for a version that a policy does not have, or has no more. */
export const noSuchVersion = (arn: string, version: string): WireError =>
  noSuchEntity(`Policy ${arn} version ${version} does not exist or is not attachable.`)

/** `InvalidInput` for a parameter that bears on rights and is not built yet: refused, never dropped. */
export const unsupportedParameter = (parameter: string): WireError =>
  invalidInput(`${parameter} is not supported by this version of daypass.`)
