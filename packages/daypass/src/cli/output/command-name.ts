import { variable } from '../environment.js'

/** A path or a name that every shell takes for itself, unquoted, and that is no option. */
const PLAIN = /^[A-Za-z0-9_./][A-Za-z0-9_./-]{0,254}$/

/**
 * How whoever reads our texts calls us: what a launcher says in DAYPASS_COMMAND (`./daypass`), else `daypass`. It is pasted into a shell, so any other text than
 * a plain word counts as not said.
 */
export function commandName(): string {
  const said = variable('DAYPASS_COMMAND')
  return said !== undefined && PLAIN.test(said) ? said : 'daypass'
}
