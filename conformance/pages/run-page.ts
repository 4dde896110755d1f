import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { LoadedCli } from '../aws-cli/loaded-cli.js'
import { cleanEnvironment, scratchFolder } from '../clean-environment.js'
import { freePort } from '../free-port.js'
import { type Block, isShown, readCommands, readPage, root } from './page.js'
import { type Reply, ServerTerminal, type Shell, Terminal } from './terminal.js'

/** A block whose result differs from its page. */
interface Fault {
  readonly where: string
  readonly pasted: string
  readonly shown: string
  readonly printed: string
}

/** The ports that pages show: of the server, of a second one, and of etcd. */
const PORTS = [4566, 4567, 2379, 2380]
const SHOWN = /\b(?:4566|4567|2379|2380)\b/g

/** The parts of a clone that a page may use in its folder. It writes outside of the clone. */
const LEFT_OUT = new Set(['.git', '.daypass', '.daypass.master-key'])

/** The program that runs a block in these languages, with the environment of the shell. */
const PROGRAMS = new Map([
  ['python', { file: 'page.py', command: '/usr/bin/python3 page.py' }],
  ['js', { file: 'page.mjs', command: 'node page.mjs' }],
])

/** The AWS CLI for a page: the program of this machine, or the same one loaded once, which takes a fifth of the time. */
export type Cli = 'started' | 'loaded'

/** Runs every block of a page with a fresh server. Returns the differences as readable text: none when everything is as shown. */
export async function runPage(path: string, shell: Shell, cli: Cli): Promise<string> {
  const folder = scratchFolder()
  const ports = await Promise.all(PORTS.map(() => freePort()))
  for (const name of readdirSync(root).filter((entry) => !LEFT_OUT.has(entry))) symlinkSync(join(root, name), join(folder.path, name))
  mkdirSync(join(folder.path, 'home'))
  const environment = cleanEnvironment({
    PATH: `${join(process.execPath, '..')}:/usr/sbin:/usr/bin:/sbin:/bin`,
    HOME: join(folder.path, 'home'),
    AWS_CONFIG_FILE: join(folder.path, 'home/.aws/config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder.path, 'home/.aws/credentials'),
    DAYPASS_PORT: `${ports[0]}`,
    // The SDK for JavaScript warns about versions of Node.
    NODE_NO_WARNINGS: '1',
  })
  const loaded = cli === 'loaded' ? await LoadedCli.start(environment) : undefined
  const forShell = loaded === undefined ? environment : { ...environment, PATH: `${loaded.folder}:${environment.PATH}` }
  const terminal = new Terminal(shell, folder.path, forShell)
  const server = new ServerTerminal(folder.path, environment)
  try {
    const faults = await new PageRun({ path, folder: folder.path, ports, terminal, server }).run()
    return faults.map(asText).join('\n')
  } finally {
    await terminal.close()
    await server.stop()
    await loaded?.close()
    folder.remove()
  }
}

interface Fixture {
  readonly path: string
  readonly folder: string
  /** In place of {@link PORTS}. */
  readonly ports: readonly number[]
  readonly terminal: Terminal
  readonly server: ServerTerminal
}

class PageRun {
  readonly #setting: Fixture
  readonly #faults: Fault[] = []
  /** The output of the last block, for the block that shows it; undefined where no such block may follow. */
  #last: { readonly pasted: string; readonly printed: () => string } | undefined
  #served = false

  constructor(setting: Fixture) {
    this.#setting = setting
  }

  async run(): Promise<Fault[]> {
    const blocks = readPage(this.#setting.path)
    for (const [index, block] of blocks.entries()) await this.#one(block, blocks[index + 1])
    return this.#faults
  }

  async #one(block: Block, next: Block | undefined): Promise<void> {
    const { language, mark, text } = block
    const file = /^file=(\S+)$/.exec(mark)?.[1]
    if (/^not run: ./.test(mark)) this.#last = undefined
    else if (file !== undefined) writeFileSync(join(this.#setting.folder, file), this.#here(text))
    else if (language === 'sh' && mark === 'server') await this.#serve(block)
    else if (mark !== '') this.#fault(block, '', `the mark ${mark} means nothing`)
    else if (language === 'sh') await this.#paste(block, text, next)
    else if (PROGRAMS.has(language)) await this.#program(block, next)
    else if (language === 'console' && text.startsWith('$ ')) await this.#commands(block)
    else if (language === 'console') this.#compare(block)
  }

  async #serve(block: Block): Promise<void> {
    const { server } = this.#setting
    this.#served = true
    await server.start(this.#here(block.text)).catch((error: Error) => this.#fault(block, block.text, error.message))
    this.#last = { pasted: block.text, printed: () => server.printed }
  }

  async #paste(block: Block, text: string, next: Block | undefined): Promise<void> {
    if (!this.#served) await this.#serve({ ...block, text: './daypass serve' })
    const reply = await this.#setting.terminal.paste(this.#here(text))
    this.#last = { pasted: text, printed: () => reply.printed }
    const isCompared = next?.language === 'console' && next.mark === '' && !next.text.startsWith('$ ')
    // A command whose output is not shown must have succeeded.
    if (!isCompared && isBad(reply)) this.#fault(block, text, `${reply.printed}\n(exit status ${reply.status})`)
  }

  async #program(block: Block, next: Block | undefined): Promise<void> {
    const { file, command } = PROGRAMS.get(block.language) ?? { file: '', command: '' }
    writeFileSync(join(this.#setting.folder, file), this.#here(block.text))
    await this.#paste(block, `${command}\n`, next)
  }

  async #commands(block: Block): Promise<void> {
    for (const { command, output } of readCommands(block.text)) {
      const shown: Block = { ...block, text: output }
      await this.#paste(block, `${command}\n`, shown)
      this.#compare(shown)
    }
  }

  #compare(block: Block): void {
    const last = this.#last
    if (last === undefined) return
    const printed = this.#there(last.printed())
    if (!isShown(block.text, printed)) this.#fault(block, last.pasted, printed)
  }

  #fault({ line, text }: Block, pasted: string, printed: string): void {
    this.#faults.push({ where: `${this.#setting.path}:${line}`, pasted, shown: text, printed })
  }

  /** A page uses the default ports; on this machine they may be in use. */
  #here = (text: string): string => text.replaceAll(SHOWN, (shown) => String(this.#setting.ports[PORTS.indexOf(Number(shown))]))
  #there = (text: string): string =>
    this.#setting.ports.reduce<string>((seen, port, at) => seen.replaceAll(`:${port}`, `:${PORTS[at]}`), text)
}

const asText = ({ where, pasted, shown, printed }: Fault): string =>
  `${where}\n--- pasted\n${pasted}--- the page shows\n${shown}--- it printed\n${printed}\n`

const isBad = ({ printed, status }: Reply): boolean =>
  status !== 0 || /An error occurred|^daypass: |command not found|No such file|Traceback/m.test(printed)
