/** Bytes of an answer to one of our commands; a page of a list is the longest. */
const MAX_BYTES = 4_194_304

/** What a server answered, read to its end. */
export interface WholeAnswer extends Pick<Response, 'ok' | 'status' | 'headers'> {
  readonly text: string
}

/** Reads an answer to its end. Throws for one that is cut off, or that goes on and on: whoever answers need not be daypass. */
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
