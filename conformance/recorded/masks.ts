/** What the masks of one fact stand for. The recorder's account is the server's account. */
export type Masks = Map<string, string>

export const newMasks = (): Masks => new Map([['<partition>', 'aws']])

const MASK = /<[\w-]+(?::\d+)?>/g
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** The recorded text with every mask replaced by its value; a new mask takes its value from the received text. */
function unmasked(recorded: string, came: string, masks: Masks): string {
  if (recorded === '<datetime>') return TIME.test(came) ? came : recorded
  const names = [...recorded.matchAll(MASK)].map(([name]) => name)
  const texts = recorded.split(MASK).map(escaped)
  // A mask that another follows at once is a path, before a name.
  const valueAt = (i: number) => (i === names.length ? '' : texts[i + 1] === '' && i + 1 < names.length ? '(.*/)' : '(.+)')
  const pattern = texts.map((text, i) => text + valueAt(i)).join('')
  const values = new RegExp(`^${pattern}$`, 's').exec(came)?.slice(1) ?? []
  for (const [i, name] of names.entries()) if (!masks.has(name) && values[i] !== undefined) masks.set(name, values[i])
  return recorded.replace(MASK, (name) => masks.get(name) ?? name)
}

/** The recorded response with masks replaced: equal to the received one if both have the same members, texts and masked values. */
export function unmaskedResponse(recorded: unknown, came: unknown, masks: Masks): unknown {
  if (typeof recorded === 'string') return unmasked(recorded, typeof came === 'string' ? came : '', masks)
  if (typeof recorded !== 'object' || recorded === null) return recorded
  if (Array.isArray(recorded)) return recorded.map((item, i) => unmaskedResponse(item, (came as unknown[] | undefined)?.[i], masks))
  const theirs = (came ?? {}) as Record<string, unknown>
  return Object.fromEntries(Object.entries(recorded).map(([name, value]) => [name, unmaskedResponse(value, theirs[name], masks)]))
}
