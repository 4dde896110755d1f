import type { Context } from '../context.js'
import type { Settings } from '../options.js'

/** Whether one value of the request satisfies the comparison with any of the policy's values. */
export type ValueTest = (value: string, context: Context) => boolean

/** How the values of a document are compiled. `variables`: `${...}` is a variable, as in 2012-10-17. */
export interface CompileOptions {
  readonly variables: boolean
  readonly settings: Settings
}
