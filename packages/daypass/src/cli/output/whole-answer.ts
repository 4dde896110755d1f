/** The maximum size of a response to a command, in bytes; a page of a list is the largest. */
const MAX_BYTES = 4_194_304

/** What a server sent, read to its end. */
export interface WholeAnswer extends Pick<Response, 'ok' | 'status' | 'headers'> {
  readonly text: string
}

/** Reads a response to its end. Throws if it is cut off or does not end: the server may not be daypass. */
export async function wholeAnswer(response: Response): Promise<WholeAnswer> {
  const { ok, status, headers } = response
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of response.body ?? []) {
    length += part.length
    if (length > MAX_BYTES) throw new Error(`more than ${MAX_BYTES} bytes`)
    parts.push(part)
  }
  return { ok, status, headers, text: new TextDecoder().decode(Buffer.concat(parts)) }
}
