process.env.STORE_DAMAGE_CASES = '6000'
await import('./damaged-processes.test.js')
