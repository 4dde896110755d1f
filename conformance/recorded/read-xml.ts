/** The children of an element by name, or in order where they are members of a list; its text if it has none. */
export type Element = string | readonly Element[] | { readonly [name: string]: Element }

const PIECE = /<(\/?)([\w:-]+)[^>]*?(\/?)>|([^<]+)/g
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }
const unescaped = (text: string): string => text.replace(/&(\w+);/g, (_, name: string) => ENTITIES[name] ?? '')

/** An element that has not ended yet. */
interface Open {
  readonly name: string
  text: string
  readonly children: Record<string, Element>
  readonly members: Element[]
}
const newlyOpen = (name: string): Open => ({ name, text: '', children: {}, members: [] })

/** Parses an answer of the query protocol. Throws on a duplicate element that is not a member of a list. */
export function readXml(document: string): Element {
  const open: Open[] = [newlyOpen('')]
  const close = () => {
    const { name, text, children, members } = open.pop() as Open
    const parent = open.at(-1)
    if (parent === undefined || name in parent.children) throw new Error(`unexpected end of ${name}`)
    const element = members.length > 0 ? members : Object.keys(children).length > 0 ? children : unescaped(text)
    if (name === 'member') parent.members.push(element)
    else parent.children[name] = element
  }
  for (const [, ends, name = '', empty, text] of document.replace(/^<\?xml[^>]*\?>/, '').matchAll(PIECE)) {
    if (text !== undefined) (open.at(-1) as Open).text += text
    else if (ends === '/') close()
    else open.push(newlyOpen(name))
    if (empty === '/') close()
  }
  return open[0]?.children ?? {}
}
