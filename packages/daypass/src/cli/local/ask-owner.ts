import { escapeUnprintable } from '../../core/text/unprintable.js'
import { OWNER_HEADER } from '../../server/upkeep/upkeep.js'
import { UsageError } from '../usage-error.js'
import { parsed, type RunningServer, reach } from './running-server.js'

/** How a command asks a server for what only the owner of its data directory may ask for. */
export const ownersRequest = ({ instance }: RunningServer, asked: object) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', [OWNER_HEADER]: instance },
  body: JSON.stringify(asked),
})

/** Asks, and returns the answer. Throws UsageError with what the server says against it. */
export async function askOwner(server: RunningServer, name: 'keys', asked: object): Promise<Record<string, unknown>> {
  const { endpoint } = server
  const response = await reach(endpoint, `/_daypass/${name}`, {
    ...ownersRequest(server, asked),
    signal: AbortSignal.timeout(MAX_WAIT),
  }).catch((cause: unknown) => {
    throw new UsageError(`The server at ${endpoint} did not answer. What was asked for may have happened: look with keys list.`, { cause })
  })
  const answer = parsed(response.text)
  if (response.ok) return answer
  const said = typeof answer.error === 'string' ? escapeUnprintable(answer.error) : `HTTP ${response.status}`
  throw new UsageError(`The server says: ${said}`)
}

/** Milliseconds: keys are listed by reading all records. */
const MAX_WAIT = 300_000
