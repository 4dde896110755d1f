import { WireError } from '../../core/error.js'

/** `NoSuchEntity` in IAM's words, e.g. `The user with name x cannot be found.` */
export const noSuch = (kind: 'user' | 'role', name: string): WireError =>
  new WireError('NoSuchEntity', `The ${kind} with name ${name} cannot be found.`)

/** `EntityAlreadyExists` in IAM's words. */
export const exists = (kind: 'User' | 'Role', name: string): WireError =>
  new WireError('EntityAlreadyExists', `${kind} with name ${name} already exists.`)

/** A parameter that bears on rights and is not built yet: refused, never dropped. */
export const unsupported = (parameter: string): WireError =>
  new WireError('InvalidInput', `${parameter} is not supported by this version of daypass.`)
