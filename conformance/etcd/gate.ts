import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** Between a node and one server of etcd: passes bytes on, or does not. */
export class Gate {
  readonly #server: Server
  readonly #pairs = new Set<{ near: Socket; far: Socket }>()
  #mode: 'open' | 'shut' | 'no answers' | 'silent' = 'open'

  private constructor(target: number) {
    this.#server = createServer((near) => this.#join(near, connect(target, '127.0.0.1')))
  }

  static async to(target: number): Promise<Gate> {
    const gate = new Gate(target)
    gate.#server.listen(0, '127.0.0.1')
    await once(gate.#server, 'listening')
    return gate
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  #join(near: Socket, far: Socket): void {
    const pair = { near, far }
    this.#pairs.add(pair)
    const end = () => {
      this.#pairs.delete(pair)
      near.destroy()
      far.destroy()
    }
    for (const socket of [near, far]) socket.on('error', end).on('close', end)
    if (this.#mode === 'shut') end()
    near.on('data', (bytes) => {
      if (this.#mode !== 'silent') far.write(bytes)
    })
    far.on('data', (bytes) => {
      if (this.#mode === 'open') near.write(bytes)
    })
  }

  /** What is lost stays lost, so connections from before are cut. */
  open(): void {
    if (this.#mode !== 'open') this.#cut()
    this.#mode = 'open'
  }

  /** Connections end, and new ones too. */
  shut(): void {
    this.#mode = 'shut'
    this.#cut()
  }

  /** etcd hears the node, and the node does not hear etcd. */
  loseAnswers(): void {
    this.#mode = 'no answers'
  }

  /** Connections stay, and nothing arrives. */
  silence(): void {
    this.#mode = 'silent'
  }

  #cut(): void {
    for (const { near, far } of this.#pairs) {
      near.destroy()
      far.destroy()
    }
  }

  async close(): Promise<void> {
    this.shut()
    this.#server.close()
    await once(this.#server, 'close')
  }
}
