import { UsageError } from '../usage-error.js'
import { Unreadable } from './values.js'

/** The kinds of entities that an import brings, in the order in which they come: none needs one of a later kind. */
export const KINDS = [
  'Organization',
  'OrganizationPolicy',
  'OrganizationalUnit',
  'OrganizationRoot',
  'OrganizationAccount',
  'AwsManagedPolicy',
  'Policy',
  'Group',
  'User',
  'Role',
  'InstanceProfile',
] as const
export type BroughtType = (typeof KINDS)[number]

/** An entity of the files. */
export interface Brought {
  readonly type: BroughtType
  /** How it is reported. */
  readonly name: string
  /** Its unique id: two entities with one id must be the same. */
  readonly id: string
  /** How deep it is among those of its type, which come level by level. */
  readonly level?: number
  /** ARNs and ids that others may need, and those that it needs: for a dry run. */
  readonly provides: readonly string[]
  readonly needs: readonly string[]
  /** Its members as they are sent, as JSON. */
  readonly content: string
}

/** An entity as it is read from a file. */
type Read = Omit<Brought, 'type' | 'name' | 'content'> & { readonly content: object }

/** What became of an entity. */
export interface Result {
  readonly type: BroughtType
  readonly name: string
  readonly outcome: 'created' | 'updated' | 'unchanged' | 'left-out'
  readonly reason?: string | undefined
  readonly notes?: readonly string[] | undefined
  /** The members that differed from the file before, by the names that AWS has for them. */
  readonly changes?: readonly string[] | undefined
}

/** Entities that can be sent, and those that cannot, with the reason. */
export class BroughtEntities {
  readonly entities: Brought[] = []
  readonly leftOut: Result[] = []
  readonly #byId = new Map<string, Brought>()
  readonly #names = new Map<string, string>()

  /** Adds an entity, unless it was added before from another file. */
  add(type: BroughtType, name: string, make: () => Read): void {
    try {
      const read = make()
      this.#add({ type, name, ...read, content: JSON.stringify(read.content) })
    } catch (error) {
      const reason = error instanceof RangeError ? 'It is nested too deeply.' : error instanceof Unreadable ? error.message : undefined
      if (reason === undefined) throw error
      this.leftOut.push({ type, name, outcome: 'left-out', reason })
    }
  }

  #add(entity: Brought): void {
    const { type, name, id } = entity
    const known = this.#byId.get(`${type}/${id}`)
    if (known !== undefined) {
      if (known.content === entity.content) return
      throw new UsageError(`The files contradict each other about the ${type} ${name} (${id}). Give one listing, made at one time.`)
    }
    this.#byId.set(`${type}/${id}`, entity)
    const key = `${type}/${name.toLowerCase()}`
    const other = IGNORES_CASE.has(type) ? this.#names.get(key) : undefined
    if (other !== undefined)
      throw new Unreadable(`Another of this kind is called ${other}: names that differ only by case are the same name.`)
    this.#names.set(key, name)
    this.entities.push(entity)
  }
}

const IGNORES_CASE: ReadonlySet<BroughtType> = new Set<BroughtType>(['Policy', 'Group', 'User', 'Role', 'InstanceProfile'])
