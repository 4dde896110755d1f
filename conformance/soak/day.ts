import { join } from 'node:path'
import { expect } from 'vitest'
import type { Key } from '../clean-environment.js'
import { call } from '../query-form.js'
import { keyOf } from '../requests/bench.js'
import { runDaypass, type ServerProcess } from '../server-process.js'
import { each } from './crowd.js'
import type { Ledger } from './ledger.js'
import { type Scene, STORIES, type Story, WHO } from './stories.js'
import { type Citizen, roleArn, type Town } from './town.js'

const AT_ONCE = 16
const MOST_HELD = 300

interface Held {
  readonly session: Key
  /** In seconds of the day. */
  readonly until: number
}

/** Where a day takes place. `folder` takes the backup of the night. */
interface DayPlace {
  readonly server: ServerProcess
  readonly ledger: Ledger
  readonly town: Town
  readonly folder: string
}

/** A day of traffic at a `--dev` server, whose clock it moves. */
export class Day {
  readonly #place: DayPlace
  readonly #held: Held[] = []
  #seconds = 0
  #number = 0
  /** Requests beyond the rate limit. */
  throttled = 0

  constructor(place: DayPlace) {
    this.#place = place
  }

  /** So many sessions that are used once: more than the caches hold. */
  async eve(sessions: number): Promise<void> {
    const { ledger, town } = this.#place
    await each(sessions, AT_ONCE, async (at) => {
      const { key } = town.users[at % town.users.length] as Citizen
      const asked = call('sts', 'AssumeRole', { RoleArn: roleArn('second'), RoleSessionName: `eve-${at}` })
      await ledger.ask(keyOf(await ledger.ask(key, asked)), WHO)
    })
  }

  /** Ten minutes with so many stories. */
  async tenMinutes(load: number): Promise<void> {
    const { server } = this.#place
    await each(load, AT_ONCE, () => (STORIES[this.#number % STORIES.length] as Story)(this.#scene()))
    await this.#exchangeKey()
    await server.advance('PT10M')
    this.#seconds += 600
    await this.#useHeld()
  }

  /** At the end of an hour: somebody asks too often; every six hours data keys are exchanged, and there is a backup at night. */
  async endHour(hour: number): Promise<void> {
    const { server, ledger, town, folder } = this.#place
    const list = { service: 's3', method: 'GET', path: '/day', query: 'list-type=2&max-keys=1' } as const
    const answers = await ledger.flood(town.noisy, list, { times: 300, right: [200, 503] })
    this.throttled += answers.get(503) ?? 0
    const commands = [...(hour % 6 === 3 ? [['keys', 'rotate']] : []), ...(hour === 3 ? [['backup', join(folder, 'backup')]] : [])]
    for (const command of commands) expect(await runDaypass([...command, '--data-dir', server.dataDir])).toMatchObject({ code: 0 })
  }

  #scene(): Scene {
    const { server, ledger, town } = this.#place
    return {
      ...{ ledger, town, number: this.#number++ },
      hold: (session, seconds) => void this.#held.push({ session, until: this.#seconds + seconds }),
      async mint(claims) {
        const answer = await server.admin('token', { claims })
        return ((await answer.json()) as { token: string }).token
      },
    }
  }

  /** A session works until it has expired, and not longer. */
  async #useHeld(): Promise<void> {
    const sessions = this.#held.splice(0)
    await each(sessions.length, AT_ONCE, async (at) => {
      const one = sessions[at] as Held
      const lives = one.until > this.#seconds
      await this.#place.ledger.ask(one.session, WHO, lives ? [200] : [403])
      if (lives && this.#held.length < MOST_HELD) this.#held.push(one)
    })
  }

  /** A user gets another key, and the old one ends. */
  async #exchangeKey(): Promise<void> {
    const { ledger, town } = this.#place
    const at = this.#seconds / 600
    const admin = town.admins[at % town.admins.length] as Key
    const citizen = town.users[at % town.users.length] as Citizen
    const { key: old, name: UserName } = citizen
    citizen.key = keyOf(await ledger.ask(admin, call('iam', 'CreateAccessKey', { UserName })))
    await ledger.ask(admin, call('iam', 'DeleteAccessKey', { UserName, AccessKeyId: old.accessKeyId }))
    await ledger.ask(old, WHO, [403])
    await ledger.ask(citizen.key, WHO)
  }
}
