import { describe, expect, it } from 'vitest'
import { wholeAnswer } from './whole-answer.js'

describe('the response to a command', () => {
  it('is read to its end', async () => {
    const answer = await wholeAnswer(new Response('{"é":1}', { status: 400 }))
    expect([answer.ok, answer.status, answer.text]).toEqual([false, 400, '{"é":1}'])
    expect((await wholeAnswer(new Response(null, { status: 204 }))).text).toBe('')
  })

  it('is given up if it does not end', async () => {
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(65_536)) })
    await expect(wholeAnswer(new Response(endless))).rejects.toThrow('more than 4194304 bytes')
  })
})
