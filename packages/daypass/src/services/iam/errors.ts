/** IAM's errors by their codes. Each takes the full text; texts that several operations share follow below, and those of one kind are with that kind. */
import { parseArn } from '../../core/arn.js'
import type { WireError } from '../../core/error.js'
import type { AccountQuota, AccountQuotas } from '../../directory/account/quotas.js'
import type { Writer } from '../../directory/state.js'
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
/** `DeleteConflict`, 409: what the request deletes still contains something. */
export const deleteConflict = coded('DeleteConflict')
/** `LimitExceeded`, 409. */
export const limitExceeded = coded('LimitExceeded')
/** `InvalidInput`, 400. */
export const invalidInput = coded('InvalidInput')
/** `ValidationError`, 400. */
export const validationError = coded('ValidationError')

/** For a text that is not an ARN, and for an ARN of another kind. The first message was recorded from AWS, including its two spaces. */
export const invalidArn = (arn: string): WireError =>
  parseArn(arn) === undefined ? validationError('Invalid ARN:  Could not be parsed!') : invalidInput(`ARN ${arn} is not valid.`)

/** For a value that is not in the enum of its parameter, which the model spells with a small letter. */
export const notInEnum = (parameter: string): WireError =>
  validationError(`1 validation error detected: Value at '${parameter}' failed to satisfy constraint: Member must satisfy enum value set`)

/** `LimitExceeded` for a quota by its name, e.g. `AccessKeysPerUser`. */
export const quotaExceeded = (quota: string, limit: number): WireError => limitExceeded(`Cannot exceed quota for ${quota}: ${limit}`)

/** `LimitExceeded` where the account has as many of a kind as it may have. */
export function requireRoom(quota: AccountQuota, account: string, { state, quotas }: { state: Writer; quotas: AccountQuotas }): void {
  if (quotas.isFull(state, account, quota)) throw quotaExceeded(quota, quotas.limits[quota])
}

/** `NoSuchEntity` for a version that a policy never had, or no longer has. */
export const noSuchVersion = (arn: string, version: string): WireError =>
  noSuchEntity(`Policy ${arn} version ${version} does not exist or is not attachable.`)

/** `InvalidInput` for a parameter that affects permissions and is not supported yet: refused, never ignored. */
export const unsupportedParameter = (parameter: string): WireError =>
  invalidInput(`${parameter} is not supported by this version of daypass.`)
