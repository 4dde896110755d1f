// workload: a program that acts for a service, and the address at which it finds its credentials, for as long as it runs.
// It owns that listener, on loopback, and who is answered there. What the program may do is decided by the server, at every renewal.
import { createHash, timingSafeEqual } from 'node:crypto'

/** A request at the address of a workload. Header names are in lower case; every value of a name that comes twice is there. */
export interface LoopbackRequest {
  readonly method: string
  readonly path: string
  readonly headers: readonly (readonly [name: string, value: string])[]
}

/** What is answered. */
export interface LoopbackAnswer {
  readonly status: number
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Headers that only a proxy adds, or a browser: the program asks by itself (AWS does the same with `X-Forwarded-For`: EC2 user guide, "How IMDSv2 works"). */
const NOT_FROM_PROGRAM = /^(?:x-forwarded-.*|x-real-ip|forwarded|via|origin|referer|sec-fetch-site)$/

/** The values of a header. */
export const valuesOf = ({ headers }: LoopbackRequest, name: string): string[] =>
  headers.flatMap(([one, value]) => (one === name ? [value] : []))

/**
 * Why a request is not answered at all, if it is not: it came through something else than the program's own client, or by another name than the address
 * (a page whose name resolves to loopback, "DNS rebinding").
 */
export function strangerAnswer(request: LoopbackRequest, host: string): LoopbackAnswer | undefined {
  const forwarded = request.headers.find(([name]) => NOT_FROM_PROGRAM.test(name))
  if (forwarded !== undefined) return problem(403, 'ForwardedRequest', `Requests with ${forwarded[0]} are not answered.`)
  const hosts = valuesOf(request, 'host')
  if (hosts.length !== 1 || hosts[0] !== host) return problem(403, 'WrongHost', `This address is answered as ${host} only.`)
  return undefined
}

/** An error as clients of container credentials show it. */
export const problem = (status: number, code: string, message: string): LoopbackAnswer => ({
  status,
  body: JSON.stringify({ code, message }),
})

const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Whether exactly one value is there and it is the secret. Takes as long for any value. */
export const isSecret = (values: readonly string[], secret: string): boolean =>
  timingSafeEqual(hashOf(values[0] ?? ''), hashOf(secret)) && values.length === 1
