import { call } from '../query-form.js'
import { keyOf } from '../requests/bench.js'
import type { ServerProcess } from '../server-process.js'
import { allow, policy, tell, trust } from '../sts/principals.js'
import { element, type Reply, type Signer, type Unsigned } from '../signed-request.js'

/** What became of a request, and when it was sent. */
type Became = { readonly sent: number } & ({ readonly reply: Reply } | { readonly unanswered: true })

/** A session whose role was deleted, and when that was acknowledged. */
interface Revoked {
  readonly role: string
  readonly session: Signer['key']
  readonly acknowledged: number
}

/** A request that hangs as long as etcd does is given up after this many milliseconds. */
const PATIENCE = 4_000
const WHO = call('sts', 'GetCallerIdentity')
const ACCOUNT = '000000000000'
const TRUST = policy(trust(ACCOUNT))

/** All that clients did to a cluster, and what they were told. */
export class History {
  /** Milliseconds after which no node may accept what was revoked. */
  readonly #bound: number
  readonly #nodes: readonly ServerProcess[]
  readonly #owner: Signer['key']
  /** Roles by name: whether they must be there, must not, or may. */
  readonly #roles = new Map<string, 'there' | 'gone' | 'unknown'>()
  readonly #revoked: Revoked[] = []
  readonly violations: string[] = []
  readonly counts = { acknowledged: 0, refused: 0, unanswered: 0, checked: 0, revoked: 0 }
  #serial = 0
  #isOver = false

  constructor(nodes: readonly ServerProcess[], owner: Signer['key'], bound: number) {
    this.#nodes = nodes
    this.#owner = owner
    this.#bound = bound
  }

  /** Works at all nodes until `until` resolves. */
  async during(until: () => Promise<void>): Promise<void> {
    this.#isOver = false
    const working = this.#nodes.flatMap((node) => [this.#write(node), this.#check(node)])
    await until()
    this.#isOver = true
    await Promise.all(working)
  }

  async #ask(node: ServerProcess, key: Signer['key'], request: Unsigned): Promise<Became> {
    const sent = performance.now()
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('late')), PATIENCE)
    })
    try {
      return { sent, reply: await Promise.race([tell({ endpoint: node.endpoint, key }, request), late]) }
    } catch {
      // A node that is gone refuses connections at once.
      await new Promise((resolve) => setTimeout(resolve, 20))
      return { sent, unanswered: true }
    } finally {
      clearTimeout(timer)
    }
  }

  /** Makes roles; makes a session of each; deletes every second one. */
  async #write(node: ServerProcess): Promise<void> {
    while (!this.#isOver) {
      this.#serial += 1
      const role = `role-${this.#serial}`
      const made = await this.#ask(node, this.#owner, call('iam', 'CreateRole', { RoleName: role, AssumeRolePolicyDocument: TRUST }))
      if (!this.#note(role, made, { done: 'there', refused: 'gone' }) || this.#serial % 2 === 0) continue
      const RoleArn = `arn:aws:iam::${ACCOUNT}:role/${role}`
      const session = await this.#ask(node, this.#owner, call('sts', 'AssumeRole', { RoleArn, RoleSessionName: 'told' }))
      const deleted = await this.#ask(node, this.#owner, call('iam', 'DeleteRole', { RoleName: role }))
      const acknowledged = performance.now()
      if (!this.#note(role, deleted, { done: 'gone', refused: 'there' })) continue
      if (!('reply' in session) || session.reply.status !== 200) continue
      this.counts.revoked += 1
      this.#revoked.push({ role, session: keyOf(session.reply), acknowledged })
    }
  }

  /** Notes what is known of a role now; returns whether the request was acknowledged. A refusal says that nothing was written. */
  #note(role: string, became: Became, means: { done: 'there' | 'gone'; refused: 'there' | 'gone' }): boolean {
    const status = 'reply' in became ? became.reply.status : undefined
    if (status === 200) {
      this.counts.acknowledged += 1
      this.#roles.set(role, means.done)
      return true
    }
    if (status === 503) {
      this.counts.refused += 1
      this.#roles.set(role, means.refused)
    } else {
      this.counts.unanswered += 1
      this.#roles.set(role, 'unknown')
      if (status !== undefined && status !== 500) this.violations.push(`${role}: ${status} ${'reply' in became ? became.reply.text : ''}`)
    }
    return false
  }

  /** Asks with what was revoked, last first. */
  async #check(node: ServerProcess): Promise<void> {
    for (let turn = 0; !this.#isOver; turn++) {
      const revoked = this.#revoked.at(-1 - (turn % Math.max(1, Math.min(this.#revoked.length, 30))))
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
    }
  }

  async #listed(node: ServerProcess): Promise<Set<string>> {
    const names = new Set<string>()
    for (let Marker: string | undefined; ; ) {
      const became = await this.#ask(node, this.#owner, call('iam', 'ListRoles', { MaxItems: 1_000, Marker }))
      if (!('reply' in became) || became.reply.status !== 200)
        throw new Error(`ListRoles: ${'reply' in became ? became.reply.text : 'no answer'}`)
      const { text } = became.reply
      for (const [, name] of text.matchAll(/<RoleName>([^<]+)</g)) names.add(name as string)
      if (element(text, 'IsTruncated') !== 'true') return names
      Marker = element(text, 'Marker')
    }
  }

  /** Resolves when every node answers and shows what the others show. */
  async settled(): Promise<void> {
    for (const node of this.#nodes)
      for (const end = performance.now() + 30_000; ; ) {
        const became = await this.#ask(node, this.#owner, WHO)
        if ('reply' in became && became.reply.status === 200) break
        if (performance.now() > end) throw new Error(`a node does not answer again: ${node.stderr}`)
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** The policy of the user that does everything. */
export const EVERYTHING = policy(allow('*'))
