/** How a page groups and bounds what it lists. An empty text means that it is not set. */
export interface Grouping {
  readonly prefix: string
  /** Keys that contain this text after the prefix are grouped into one common prefix that ends with it. */
  readonly delimiter: string
  /** The maximum number of items and common prefixes together. */
  readonly limit: number
}

/** What is listed, in the order of keys: items from a place on, and the places behind an item and behind all keys of a common prefix. */
export interface ItemSource<T, Place> {
  readonly list: (from: Place, limit: number) => readonly T[]
  readonly behind: (item: T) => Place
  readonly behindGroup: (group: string) => Place | undefined
}

/** Part of a listing, each list in UTF-8 order. */
export interface GroupedPage<T> {
  readonly items: readonly T[]
  readonly prefixes: readonly string[]
  /** What this page ends with when there are more: an item, or a common prefix. */
  readonly last: { readonly item: T } | { readonly group: string } | undefined
}

const FIRST_BATCH = 16
/** After a common prefix most likely another one follows: what else is read of that is decoded for nothing. */
const BATCH_AFTER_GROUP = 2
const LARGEST_BATCH = 1_000
/** Lists up to this many without waiting. */
const AT_ONCE = 100

/**
 * Lists what has a key (S3 user guide, "Listing object keys programmatically"). After a common prefix it continues behind all keys of that prefix, so the
 * cost depends on what is returned, not on what is grouped.
 */
export function groupedPage<T extends { readonly key: string }, Place>(
  grouping: Grouping,
  source: ItemSource<T, Place>,
  first: Place | undefined,
): GroupedPage<T> {
  const steps = pageSteps(grouping, source, first)
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

/**
 * The same, but a long page lets other requests run between its parts: many at the same time would delay all others, and their answers, of up to five
 * megabytes each, would all be in memory before the first is sent.
 */
export async function groupedPageInTurn<T extends { readonly key: string }, Place>(
  grouping: Grouping,
  { source, first, rest }: { source: ItemSource<T, Place>; first: Place | undefined; rest: () => Promise<void> },
): Promise<GroupedPage<T>> {
  const steps = pageSteps(grouping, source, first)
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    await rest()
  }
}

/** Yields after every part of a long page. */
function* pageSteps<T extends { readonly key: string }, Place>(
  grouping: Grouping,
  source: ItemSource<T, Place>,
  first: Place | undefined,
): Generator<undefined, GroupedPage<T>, undefined> {
  const page = new GrowingPage<T>(grouping)
  let from = grouping.limit === 0 ? undefined : first
  let batch = grouping.delimiter === '' ? Math.min(grouping.limit, AT_ONCE) + 1 : FIRST_BATCH
  let part = 0
  while (from !== undefined) {
    const items = source.list(from, batch)
    if (!page.addAll(items)) break
    const last = items.length === batch ? items.at(-1) : undefined
    from = last && (page.group === undefined ? source.behind(last) : source.behindGroup(page.group))
    batch = page.group === undefined ? Math.min(4 * batch, LARGEST_BATCH) : BATCH_AFTER_GROUP
    if (from === undefined || page.size - part < AT_ONCE) continue
    part = page.size
    yield
  }
  return page
}

/** The common prefix that a key belongs to, if any. */
export function groupOf(key: string, { prefix, delimiter }: Pick<Grouping, 'prefix' | 'delimiter'>): string | undefined {
  if (delimiter === '' || !key.startsWith(prefix)) return undefined
  const at = key.indexOf(delimiter, prefix.length)
  return at < 0 ? undefined : key.slice(0, at + delimiter.length)
}

class GrowingPage<T extends { readonly key: string }> implements GroupedPage<T> {
  readonly items: T[] = []
  readonly prefixes: string[] = []
  last: GroupedPage<T>['last']
  /** The common prefix of the key that was added last. */
  group: string | undefined
  readonly #grouping: Grouping
  #end: GroupedPage<T>['last']

  constructor(grouping: Grouping) {
    this.#grouping = grouping
  }

  get size(): number {
    return this.items.length + this.prefixes.length
  }

  /** False when nothing more can be added. */
  addAll(items: readonly T[]): boolean {
    return items.every((item) => this.#add(item))
  }

  #add(item: T): boolean {
    if (!item.key.startsWith(this.#grouping.prefix)) return false
    const group = groupOf(item.key, this.#grouping)
    if (group !== undefined && group === this.group) return true
    if (this.size === this.#grouping.limit) {
      this.last = this.#end
      return false
    }
    if (group === undefined) this.items.push(item)
    else this.prefixes.push(group)
    this.group = group
    this.#end = group === undefined ? { item } : { group }
    return true
  }
}
