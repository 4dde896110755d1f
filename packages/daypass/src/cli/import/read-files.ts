import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs'
import { UsageError } from '../usage-error.js'
import { type AwsAnswer, answersIn } from './answers.js'

/** Bytes of one file: an account with some 10,000 roles has 100 MB. */
const MOST_BYTES = 256 * 1_048_576

/** The answers in all files; `-` is standard input. */
export async function answersOf(files: readonly string[]): Promise<readonly AwsAnswer[]> {
  const answers: AwsAnswer[] = []
  for (const file of files) {
    const name = file === '-' ? 'Standard input' : file
    const text = file === '-' ? await standardInput() : textOf(file)
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

function textOf(file: string): string {
  let descriptor: number | undefined
  try {
    descriptor = openSync(file, 'r')
    if (fstatSync(descriptor).size > MOST_BYTES) throw new UsageError(`${file} has more than ${MOST_BYTES} bytes.`)
    return readFileSync(descriptor, 'utf8')
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`)
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}

async function standardInput(): Promise<string> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of process.stdin as AsyncIterable<Buffer>) {
    length += part.length
    if (length > MOST_BYTES) throw new UsageError(`Standard input has more than ${MOST_BYTES} bytes.`)
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}
