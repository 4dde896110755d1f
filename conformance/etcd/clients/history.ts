// clients: what clients do to a cluster while things break, and what they were told.
// Owns what must hold then. Refuses to know what breaks.
import { call } from '../../query-form.js'
import { keyOf } from '../../requests/bench.js'
import type { ServerProcess } from '../../server-process.js'
import { element, type Reply, type Signer, send, signed, type Unsigned } from '../../signed-request.js'
import { allow, policy, trust } from '../../sts/principals.js'
import type { DaypassCluster } from '../cluster.js'
import { type Known, ObjectHistory } from './object-history.js'

/** What became of a request, and when it was sent. */
export type Became = { readonly sent: number } & ({ readonly reply: Reply } | { readonly unanswered: true })

/** A session that was revoked, in whichever way, and when that was acknowledged. */
interface Revoked {
  readonly role: string
  readonly session: Signer['key']
  readonly acknowledged: number
}

/** A request that hangs as long as etcd does is given up after this many milliseconds. */
const PATIENCE = 4_000
/** Roles that are there at the same time. */
const KEPT = 300
const WHO = call('sts', 'GetCallerIdentity')
const ACCOUNT = '000000000000'
const TRUST = policy(trust(ACCOUNT))

/** The error of a signature whose time is not that of the node. */
const OTHER_TIME = /Signature (?:expired|not yet current)|RequestTimeTooSkewed/

/** All that clients did to a cluster, and what they were told. */
export class History {
  /** Milliseconds after which no node may accept what was revoked. */
  readonly #bound: number
  readonly #nodes: readonly ServerProcess[]
  readonly #clocks: DaypassCluster['clocks']['nodes']
  readonly #owner: Signer['key']
  readonly #roles = new Map<string, Known>()
  /** Roles that are to be deleted some time. */
  readonly #kept: string[] = []
  readonly #revoked: Revoked[] = []
  readonly #objects: ObjectHistory
  readonly violations: string[] = []
  readonly counts = { acknowledged: 0, stored: 0, refused: 0, unanswered: 0, checked: 0, revoked: 0 }
  #serial = 0
  #isOver = false

  constructor({ nodes, clocks }: DaypassCluster, owner: Signer['key'], bound: number) {
    this.#nodes = nodes
    this.#clocks = clocks.nodes
    this.#owner = owner
    this.#bound = bound
    this.#objects = new ObjectHistory(
      {
        ask: (node, request) => this.#ask(node, owner, request),
        askUntilAnswered: (node, request) => this.#askUntilAnswered(node, request),
      },
      this,
    )
  }

  /** Call it once, before all else. */
  async begin(): Promise<void> {
    await this.settled()
    await this.#objects.begin(this.#nodes)
  }

  /** Works at all nodes until `until` resolves. */
  async during(until: () => Promise<void>): Promise<void> {
    this.#isOver = false
    const isOver = () => this.#isOver
    const working = this.#nodes.flatMap((node) => [this.#write(node), this.#check(node), this.#objects.write(node, isOver)])
    await until().finally(() => {
      this.#isOver = true
    })
    await Promise.all(working)
  }

  /** The clients of a node have its time. */
  async #ask(node: ServerProcess, key: Signer['key'], request: Unsigned): Promise<Became> {
    const sent = performance.now()
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('late')), PATIENCE)
    })
    try {
      const now = Date.now() + 1_000 * (this.#clocks[this.#nodes.indexOf(node)]?.seconds ?? 0)
      const { endpoint } = node
      return { sent, reply: await Promise.race([send(endpoint, signed({ endpoint, key }, request, { now })), late]) }
    } catch {
      // A node that is gone refuses connections at once.
      await new Promise((resolve) => setTimeout(resolve, 20))
      return { sent, unanswered: true }
    } finally {
      clearTimeout(timer)
    }
  }

  /** Makes roles and makes a session of every second one; deletes that role at once or revokes its sessions. The others are deleted later. */
  async #write(node: ServerProcess): Promise<void> {
    while (!this.#isOver) {
      this.#serial += 1
      const { 0: role, 1: turn } = [`role-${this.#serial}`, this.#serial % 4] as const
      const made = await this.#ask(node, this.#owner, call('iam', 'CreateRole', { RoleName: role, AssumeRolePolicyDocument: TRUST }))
      if (!this.#noteRole(role, made, { done: 'there', refused: 'gone' })) continue
      if (turn !== 1) this.#kept.push(role)
      if (turn % 2 === 1) await this.#revoke(node, role, turn === 1 ? 'DeleteRole' : 'RevokeSessions')
      const old = this.#kept.length > KEPT ? this.#kept.shift() : undefined
      if (old !== undefined) await this.#delete(node, old)
    }
  }

  async #delete(node: ServerProcess, role: string): Promise<boolean> {
    const deleted = await this.#ask(node, this.#owner, call('iam', 'DeleteRole', { RoleName: role }))
    return this.#noteRole(role, deleted, { done: 'gone', refused: 'there' })
  }

  async #revoke(node: ServerProcess, role: string, how: 'DeleteRole' | 'RevokeSessions'): Promise<void> {
    const RoleArn = `arn:aws:iam::${ACCOUNT}:role/${role}`
    const session = await this.#ask(node, this.#owner, call('sts', 'AssumeRole', { RoleArn, RoleSessionName: 'told' }))
    const isDone = how === 'DeleteRole' ? await this.#delete(node, role) : await this.#revokeSessions(node, role)
    const acknowledged = performance.now()
    if (!isDone || !('reply' in session) || session.reply.status !== 200) return
    this.counts.revoked += 1
    this.#revoked.push({ role, session: keyOf(session.reply), acknowledged })
  }

  async #revokeSessions(node: ServerProcess, role: string): Promise<boolean> {
    const body = Buffer.from(new URLSearchParams({ Action: 'RevokeSessions', Version: '2026-11-23', RoleName: role }).toString())
    const headers = ['content-type', 'application/x-www-form-urlencoded; charset=utf-8']
    const revoked = await this.#ask(node, this.#owner, { service: 'daypass', method: 'POST', path: '/', headers, body })
    return this.note(`the sessions of ${role}`, revoked) === 'done'
  }

  #noteRole(role: string, became: Became, means: { done: Known; refused: Known }): boolean {
    const outcome = this.note(role, became)
    this.#roles.set(role, outcome === 'unknown' ? 'unknown' : means[outcome])
    return outcome === 'done'
  }

  /** What an answer says. A refusal says that nothing was written. */
  note(what: string, became: Became): 'done' | 'refused' | 'unknown' {
    const { status, text } = 'reply' in became ? became.reply : { status: undefined, text: '' }
    if (status === 200 || status === 204) {
      this.counts.acknowledged += 1
      return 'done'
    }
    if (status === 503 || (status === 403 && OTHER_TIME.test(text))) {
      this.counts.refused += 1
      return 'refused'
    }
    this.counts.unanswered += 1
    if (status !== undefined && status !== 500) this.violations.push(`${what}: ${status} ${text}`)
    return 'unknown'
  }

  /** Asks with what was revoked: one of the last, then any, and again. */
  async #check(node: ServerProcess): Promise<void> {
    for (let turn = 0; !this.#isOver; turn++) {
      const count = this.#revoked.length
      const back = turn % 2 === 0 ? turn % Math.min(Math.max(1, count), 30) : Math.floor(Math.random() * count)
      const revoked = this.#revoked.at(-1 - back)
      if (revoked === undefined) await new Promise((resolve) => setTimeout(resolve, 20))
      else await this.#checkOne(node, revoked)
    }
  }

  async #checkOne(node: ServerProcess, { role, session, acknowledged }: Revoked): Promise<void> {
    const became = await this.#ask(node, session, WHO)
    const after = became.sent - acknowledged
    if (!('reply' in became) || after <= this.#bound) return
    this.counts.checked += 1
    const { status, text } = became.reply
    if (status === 200) this.violations.push(`a session of ${role} was accepted ${Math.round(after)} ms after it was revoked`)
    else if (status !== 403 && status !== 503) this.violations.push(`a session of ${role}: ${status} ${text}`)
  }

  /** Compares what every node has with what was acknowledged. Call it when nothing is broken. */
  async compare(): Promise<void> {
    for (const [at, node] of this.#nodes.entries()) {
      const there = await this.#listed(node)
      for (const [role, known] of this.#roles) {
        if (known === 'unknown' || there.has(role) === (known === 'there')) continue
        this.violations.push(
          `node ${at} ${there.has(role) ? 'has' : 'does not have'} ${role}, which must ${known === 'there' ? '' : 'not '}be there`,
        )
      }
      await this.#objects.compare(node, `node ${at}`)
    }
  }

  async #listed(node: ServerProcess): Promise<Set<string>> {
    const names = new Set<string>()
    for (let Marker: string | undefined; ; ) {
      const { status, text } = await this.#askUntilAnswered(node, call('iam', 'ListRoles', { MaxItems: 1_000, Marker }))
      if (status !== 200) throw new Error(`ListRoles: ${text}`)
      for (const [, name] of text.matchAll(/<RoleName>([^<]+)</g)) names.add(name as string)
      if (element(text, 'IsTruncated') !== 'true') return names
      Marker = element(text, 'Marker')
    }
  }

  /** Resolves when every node answers and shows what the others show. */
  async settled(): Promise<void> {
    for (const node of this.#nodes) await this.#askUntilAnswered(node, WHO, ({ status }) => status === 200)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }

  /** What a node answers once it knows what to: a server of etcd that comes back has the others elect again, for longer than the bound at times. */
  async #askUntilAnswered(node: ServerProcess, request: Unsigned, isAnswer = ({ status }: Reply) => status !== 503): Promise<Reply> {
    for (const end = performance.now() + 30_000; ; ) {
      const became = await this.#ask(node, this.#owner, request)
      if ('reply' in became && isAnswer(became.reply)) return became.reply
      if (performance.now() > end) throw new Error(`a node does not answer again: ${node.stderr}`)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

/** The policy of the user that does everything. */
export const EVERYTHING = policy(allow('*'))
