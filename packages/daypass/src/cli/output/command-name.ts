import { variable } from '../environment.js'

/** A path or a name that needs no quotes in any shell, and that is not an option. */
const PLAIN = /^[A-Za-z0-9_./][A-Za-z0-9_./-]{0,254}$/

/**
 * The name by which users call the command: what a launcher passes in DAYPASS_COMMAND (`./daypass`), otherwise `daypass`. It is pasted into a shell,
 * so any text except a plain word is ignored.
 */
export function commandName(): string {
  const said = variable('DAYPASS_COMMAND')
  return said !== undefined && PLAIN.test(said) ? said : 'daypass'
}
