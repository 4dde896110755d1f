import { describe, expect, it } from 'vitest'
import { IamError } from '../services/iam/error.js'
import { GetUser } from '../services/iam/users/GetUser.js'
import { world } from './world.js'

describe('a world', () => {
  it('fails an operation whose error the wire cannot carry', async () => {
    const w = await world()
    const handle = () => {
      throw new IamError('ReportExpired', 'Unknown')
    }
    expect(await w.attempt({ ...GetUser, handle }, {})).toMatchObject({
      error: { message: 'GetUser does not list ReportExpired (Unknown): the overlay of its service must, or the answer is a 500' },
    })
  })
})
