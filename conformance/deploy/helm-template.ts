import { stringify } from 'yaml'

/**
 * Renders the part of Helm's template language that our chart uses, since no Helm is at hand: actions with `-` on the left, `if`, `else`, `with`,
 * `range`, `end`, pipelines of the functions below. Anything else is an error, so that the chart cannot outgrow what is tested. After Helm's docs, "Chart
 * Template Guide".
 */
export function renderTemplate(text: string, values: object): string {
  const tokens = tokensOf(text)
  const { nodes, end } = parseUntil(tokens, 0)
  if (end !== tokens.length) throw new Error('an end, or an else, without a beginning')
  return renderAll(nodes, { root: values, dot: values })
}

type Token = { readonly text: string } | { readonly action: string }
type Node =
  | { readonly text: string }
  | { readonly value: string }
  | {
      readonly block: 'if' | 'with' | 'range'
      readonly over: string
      readonly body: readonly Node[]
      readonly otherwise: readonly Node[]
    }

interface Scope {
  readonly root: object
  readonly dot: unknown
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  let rest = text
  for (let at = rest.indexOf('{{'); at >= 0; at = rest.indexOf('{{')) {
    const close = rest.indexOf('}}', at)
    if (close < 0) throw new Error('an action that is not closed')
    const trims = rest[at + 2] === '-'
    const before = rest.slice(0, at)
    tokens.push({ text: trims ? before.trimEnd() : before })
    tokens.push({ action: rest.slice(at + (trims ? 3 : 2), close).trim() })
    rest = rest.slice(close + 2)
  }
  return [...tokens, { text: rest }]
}

const BLOCK = /^(if|with|range)\s+(.+)$/

function parseUntil(tokens: readonly Token[], from: number): { nodes: Node[]; end: number } {
  const nodes: Node[] = []
  let at = from
  for (; at < tokens.length; at += 1) {
    const token = tokens[at] as Token
    if ('text' in token) {
      nodes.push(token)
      continue
    }
    if (token.action === 'end' || token.action === 'else') break
    const [, block, over] = BLOCK.exec(token.action) ?? []
    if (block === undefined || over === undefined) {
      nodes.push({ value: token.action })
      continue
    }
    const then = parseUntil(tokens, at + 1)
    const hasElse = isAction(tokens[then.end], 'else')
    const otherwise = hasElse ? parseUntil(tokens, then.end + 1) : { nodes: [], end: then.end }
    if (!isAction(tokens[otherwise.end], 'end')) throw new Error(`${block} ${over} has no end`)
    nodes.push({ block: block as 'if', over, body: then.nodes, otherwise: otherwise.nodes })
    at = otherwise.end
  }
  return { nodes, end: at }
}

const isAction = (token: Token | undefined, action: string): boolean => token !== undefined && 'action' in token && token.action === action

const renderAll = (nodes: readonly Node[], scope: Scope): string => nodes.map((node) => render(node, scope)).join('')

function render(node: Node, scope: Scope): string {
  if ('text' in node) return node.text
  if ('value' in node) return String(evaluate(node.value, scope))
  const value = evaluate(node.over, scope)
  if (node.block === 'range') return (value as unknown[]).map((dot) => renderAll(node.body, { ...scope, dot })).join('')
  if (isEmpty(value)) return renderAll(node.otherwise, scope)
  return renderAll(node.body, node.block === 'with' ? { ...scope, dot: value } : scope)
}

/** What Go's templates take as false. */
const isEmpty = (value: unknown): boolean => (typeof value === 'object' && value !== null ? Object.keys(value).length === 0 : !value)

/** What each function makes of its arguments; the value of a pipeline is the last. */
const FUNCTIONS: Readonly<Record<string, (...args: unknown[]) => unknown>> = {
  quote: (value) => JSON.stringify(String(value)),
  default: (otherwise, value) => (isEmpty(value) ? otherwise : value),
  not: (value) => isEmpty(value),
  toYaml: (value) => stringify(value).trimEnd(),
  nindent: (by, value) => `\n${String(value).replace(/^/gm, ' '.repeat(Number(by)))}`,
  printf: (format, ...values) => String(format).replace(/%s/g, () => String(values.shift())),
}

function evaluate(pipeline: string, scope: Scope): unknown {
  let value: unknown
  for (const [index, command] of pipeline.split('|').entries()) {
    const words = command.trim().match(/"[^"]*"|\S+/g) ?? []
    const [name = '', ...args] = words
    const given = [...args.map((word) => argumentOf(word, scope)), ...(index === 0 ? [] : [value])]
    const call = FUNCTIONS[name]
    if (call === undefined && given.length > 0) throw new Error(`{{ ${pipeline} }}: this test does not know ${name}`)
    value = call === undefined ? argumentOf(name, scope) : call(...given)
  }
  return value
}

function argumentOf(word: string, { root, dot }: Scope): unknown {
  if (word.startsWith('"')) return JSON.parse(word)
  if (/^\d+$/.test(word)) return Number(word)
  if (word === '.') return dot
  if (!/^(?:\.[A-Za-z]+)+$/.test(word)) throw new Error(`this test does not know ${word}`)
  let value: unknown = root
  for (const name of word.slice(1).split('.')) {
    if (!Object.hasOwn(Object(value), name)) throw new Error(`${word} does not exist`)
    value = (value as Record<string, unknown>)[name]
  }
  return value
}
