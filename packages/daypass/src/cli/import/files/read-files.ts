import { closeSync, constants, createReadStream, fstatSync, openSync, readSync } from 'node:fs'
import { Socket } from 'node:net'
import { UsageError } from '../../usage-error.js'
import { type AwsAnswer, answersIn } from './answers.js'

/** Bytes of one file, pipe or standard input: an account with some 10,000 roles has 100 MB. */
const MOST_BYTES = 256 * 1_048_576

/** The answers in all files; `-` is standard input. */
export async function answersOf(files: readonly string[]): Promise<readonly AwsAnswer[]> {
  const answers: AwsAnswer[] = []
  for (const file of files) {
    const name = file === '-' ? 'Standard input' : file
    const text = file === '-' ? await bounded(name, process.stdin) : await textOf(file)
    answers.push(...answersIn(name, parsed(name, text)))
  }
  return answers
}

function parsed(name: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(`${name} is not JSON: ${error.message}`)
    throw error
  }
}

/** The text of a file, or of a pipe as a shell makes one for a command. A pipe that nobody writes to is refused: reading it could wait for ever. */
async function textOf(file: string): Promise<string> {
  let descriptor: number | undefined
  try {
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK)
    const status = fstatSync(descriptor)
    if (status.isFIFO()) {
      const begin = beginOf(descriptor)
      if (begin?.length === 0) throw new UsageError(`${file} is a pipe that nothing writes to.`)
      const pipe = new Socket({ fd: descriptor, readable: true, writable: false })
      if (begin !== undefined) pipe.unshift(begin)
      descriptor = undefined
      return await bounded(file, pipe)
    }
    if (!status.isFile()) throw new UsageError(`${file} must be a file or a pipe.`)
    return await bounded(file, createReadStream('', { fd: descriptor, autoClose: false }))
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`)
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}

/** What a pipe has now: nothing where no one writes to it, undefined where who does has not written yet. */
function beginOf(pipe: number): Buffer | undefined {
  const begin = Buffer.alloc(65_536)
  try {
    return begin.subarray(0, readSync(pipe, begin))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return undefined
    throw error
  }
}

/** All that a stream has, where that is not too much. */
export async function bounded(name: string, stream: AsyncIterable<unknown>, most = MOST_BYTES): Promise<string> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of stream as AsyncIterable<Buffer>) {
    length += part.length
    if (length > most) throw new UsageError(`${name} has more than ${most} bytes.`)
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}
