import { WireError } from '../../core/error.js'

/** `NoSuchEntity` in IAM's words, e.g. `The user with name x cannot be found.` */
export const noSuch = (kind: 'user' | 'role' | 'user policy' | 'role policy', name: string): WireError =>
  new WireError('NoSuchEntity', `The ${kind} with name ${name} cannot be found.`)

/** `NoSuchEntity` for a managed policy that is not there, or not attached. */
export const noPolicy = (arn: string): WireError => new WireError('NoSuchEntity', `Policy ${arn} was not found.`)

/** `NoSuchEntity` for a policy that can not be attached because there is none. */
export const notAttachable = (arn: string): WireError => new WireError('NoSuchEntity', `Policy ${arn} does not exist or is not attachable.`)

/** `NoSuchEntity` for a version that a policy does not have, or has no more. */
export const noVersion = (arn: string, version: string): WireError =>
  new WireError('NoSuchEntity', `Policy ${arn} version ${version} does not exist or is not attachable.`)

/** `NoSuchEntity` for a key that is nobody's or someone else's: the two are not told apart. */
export const noAccessKey = (id: string): WireError => new WireError('NoSuchEntity', `The Access Key with id ${id} cannot be found.`)

/** `EntityAlreadyExists` in IAM's words. */
export const exists = (kind: 'User' | 'Role', name: string): WireError =>
  new WireError('EntityAlreadyExists', `${kind} with name ${name} already exists.`)

/** `DeleteConflict`: what is to be deleted still holds something. `first` is what must be done first. */
export const mustFirst = (first: string): WireError => new WireError('DeleteConflict', `Cannot delete entity, must ${first} first.`)

/** `LimitExceeded` in IAM's words. */
export const overQuota = (quota: string, limit: number): WireError =>
  new WireError('LimitExceeded', `Cannot exceed quota for ${quota}: ${limit}`)

/** A parameter that bears on rights and is not built yet: refused, never dropped. */
export const unsupported = (parameter: string): WireError =>
  new WireError('InvalidInput', `${parameter} is not supported by this version of daypass.`)
