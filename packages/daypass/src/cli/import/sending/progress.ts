import { type Brought, KINDS, type Result } from '../brought.js'
import type { NamedEntity } from './kept.js'
import type { RootKey, SentStage } from './send.js'

const WRITTEN: readonly Result['outcome'][] = ['created', 'updated']

/** How far an import came. An entity may be in several calls: what became of it is told once. */
export class Progress {
  /** Whether the server has answered: before that, nothing can have happened. */
  isAnswered = false
  isComplete = false
  isNew = false
  kept: readonly NamedEntity[] = []
  notInFiles: readonly NamedEntity[] = []
  /** Whether `notInFiles` is cut off. */
  isListCut = false
  key?: RootKey
  readonly #unreadable: readonly Result[]
  /** By earlier stages: what they wrote, and what differed before the first. */
  readonly #earlier = new Map<Brought, Pick<Result, 'changes'> & { readonly outcome: Result['outcome'] }>()
  /** What earlier stages left out, which the last does again, if it is reached. */
  readonly #lost = new Map<Brought, Result>()
  readonly #final = new Map<Brought, Result>()

  constructor(unreadable: readonly Result[]) {
    this.#unreadable = unreadable
  }

  /** Notes what became of an entity in a stage. */
  note(entity: Brought, result: Result, stage: SentStage): void {
    if (stage === undefined) this.#final.set(entity, result)
    else if (result.outcome === 'left-out') this.#lost.set(entity, result)
    else {
      const { outcome = 'unchanged', changes = [] } = this.#earlier.get(entity) ?? {}
      const written = WRITTEN.includes(outcome) ? outcome : result.outcome
      this.#earlier.set(entity, { outcome: written, changes: both(changes, result.changes) })
    }
  }

  /** Whether an earlier stage has told that the entity is as in the file, or not here. */
  isUnchanged(entity: Brought): boolean {
    const earlier = this.#earlier.get(entity)
    return earlier?.outcome === 'unchanged' && earlier.changes?.length === 0
  }

  /** Whether the last stage has told what became of the entity. */
  isDone(entity: Brought): boolean {
    return this.#final.has(entity)
  }

  /** What became of every entity so far, by kind. */
  get results(): readonly Result[] {
    const told = new Set([...this.#final.keys(), ...this.#earlier.keys(), ...this.#lost.keys()])
    return [...this.#unreadable, ...[...told].flatMap((entity) => this.#resultOf(entity) ?? [])].toSorted(
      (one, other) => KINDS.indexOf(one.type) - KINDS.indexOf(other.type),
    )
  }

  #resultOf(entity: Brought): Result | undefined {
    const [earlier, final] = [this.#earlier.get(entity), this.#final.get(entity) ?? this.#lost.get(entity)]
    const wasWritten = earlier !== undefined && WRITTEN.includes(earlier.outcome)
    if (final === undefined) {
      const notes = ['What is not in the files was taken away; what is new in them is still to come.']
      return wasWritten ? { type: entity.type, name: entity.name, ...earlier, ...(earlier.outcome === 'updated' && { notes }) } : undefined
    }
    const changes = both(earlier?.changes, final.changes)
    if (final.outcome === 'left-out') {
      const notes = [...(final.notes ?? []), 'What it had and is not in the files was taken away before.']
      return wasWritten ? { ...final, notes } : final
    }
    return { ...final, outcome: wasWritten ? earlier.outcome : final.outcome, ...(changes.length > 0 && { changes }) }
  }
}

const both = (some: readonly string[] = [], others: readonly string[] = []): readonly string[] =>
  [...new Set([...some, ...others])].toSorted()
