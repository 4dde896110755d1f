import type { KeyObject } from 'node:crypto'
import type { KeyReplacement } from './master-keys.js'

/** The supervisor of a worker, which hands the present master key to every worker that it starts, and to the others when one replaces it. */
export interface SharedMaster {
  /** Says that this key is about to replace the present one. Resolves to false where it must not now; where it may, call {@link end}, whatever happens. */
  begin(next: KeyObject): Promise<boolean>
  /** Says what became of it. */
  end(how: KeyReplacement): void
  /** Calls back when another worker has replaced the master key. */
  whenReplaced(then: (next: KeyObject) => void): void
}
