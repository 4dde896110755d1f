/** The children of an element by name; its text if it has none. */
export type Element = string | { readonly [name: string]: Element }

const PIECE = /<(\/?)([\w:-]+)[^>]*?(\/?)>|([^<]+)/g
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }
const unescaped = (text: string): string => text.replace(/&(\w+);/g, (_, name: string) => ENTITIES[name] ?? '')

/** Parses an answer without lists, as in STS. Throws on a duplicate element. */
export function readXml(document: string): Element {
  const open: { name: string; text: string; children: Record<string, Element> }[] = [{ name: '', text: '', children: {} }]
  const close = () => {
    const { name, text, children } = open.pop() as (typeof open)[number]
    const parent = open.at(-1)
    if (parent === undefined || name in parent.children) throw new Error(`unexpected end of ${name}`)
    parent.children[name] = Object.keys(children).length > 0 ? children : unescaped(text)
  }
  for (const [, ends, name = '', empty, text] of document.replace(/^<\?xml[^>]*\?>/, '').matchAll(PIECE)) {
    if (text !== undefined) (open.at(-1) as (typeof open)[number]).text += text
    else if (ends === '/') close()
    else open.push({ name, text: '', children: {} })
    if (empty === '/') close()
  }
  return open[0]?.children ?? {}
}
